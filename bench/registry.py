"""What the benches of the registry share: the product as a process, its keys, and the load."""
import os, shutil, signal, socket, subprocess, sys, tempfile

HOME = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LIB = os.path.join(HOME, "target/lib")
TICK = os.sysconf("SC_CLK_TCK")


def classpath():
    jars = [os.path.join(LIB, f) for f in sorted(os.listdir(LIB))]
    return os.pathsep.join([os.path.join(HOME, "target/test-classes"), os.path.join(HOME, "target/classes"), *jars])


def java(*args, heap="512m", core=None, **kw):
    pinned = [] if core is None else ["taskset", "-c", str(core)]
    command = [*pinned, "java", "-XX:+UseSerialGC", "-Xmx" + heap, "-Ddiscovery.home=" + HOME,
               "-Dlog4j2.configurationFile=" + os.path.join(HOME, "config/log4j2.properties"), "-cp", classpath(), *args]
    return subprocess.Popen(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **kw)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_for(process, word):
    seen = []
    for line in process.stdout:
        seen.append(line)
        if word in line:
            return line
    raise SystemExit("a process ended before it was ready:\n" + "".join(seen[-15:]))


def cpu_seconds(pid):
    with open("/proc/%d/stat" % pid) as f:
        fields = f.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


class Bench:
    """Keys and a state directory of its own, and processes that end with it."""

    def __enter__(self):
        self.work, self.started = tempfile.mkdtemp(prefix="discovery-bench-"), []
        self.keys = os.path.join(self.work, "keys")
        java("io.cameldiscovery.cli.Main", "keygen", self.keys).communicate()
        return self

    def java(self, *args, **kw):
        process = java(*args, **kw)
        self.started.append(process)
        return process

    def registry(self, port, state="state", heap="512m", core=None, flags=(), **options):
        settings = {"discovery.registry.host": "127.0.0.1", "discovery.registry.port": port, "discovery.registry.dns.port": 0,
                    "discovery.registry.max-leases": 10_000_000, "discovery.registry.max-instances": 1_000_000,
                    "discovery.registry.pacing.rate": 1_000_000, "discovery.registry.lookup-rate": 0,
                    "discovery.registry.registration-rate": 0, "discovery.lan.interfaces": "lo", **options}
        process = self.java(*flags, "io.cameldiscovery.cli.Main", *self.words(state, settings), heap=heap, core=core)
        wait_for(process, "Ready")
        return process

    def started_as_usual(self, port, state, heap):
        """By bin/discovery, with its class-data archive, and all of the heap from the start. Does not wait."""
        settings = {"discovery.registry.host": "127.0.0.1", "discovery.registry.port": port, "discovery.registry.dns.port": 0,
                    "discovery.registry.max-leases": 10_000_000, "discovery.lan.interfaces": "lo"}
        process = subprocess.Popen([os.path.join(HOME, "bin/discovery"), *self.words(state, settings)],
                                   env={**os.environ, "DISCOVERY_HEAP": heap, "DISCOVERY_JAVA": "-Xms" + heap},
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.started.append(process)
        return process

    def words(self, state, settings):
        return ["registry", "--keys", self.keys, "--state", os.path.join(self.work, state),
                *("-D%s=%s" % s for s in settings.items())]

    def load(self, port, connections, padding=0, **kw):
        return Load(self.java("io.cameldiscovery.bench.RegistryLoad", self.keys, str(port), str(connections), str(padding),
                              stdin=subprocess.PIPE, **kw))

    def __exit__(self, *failure):
        for process in self.started:
            process.kill()
            process.wait()
        shutil.rmtree(self.work, ignore_errors=True)


class Load:
    def __init__(self, process):
        self.process = process
        wait_for(process, "ready")

    def do(self, *words):
        """Requests a second, 99th percentile in us, and how often which status came."""
        self.process.stdin.write(" ".join(str(w) for w in words) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line[:1].isdigit():
            raise SystemExit("the load failed: " + line + self.process.stdout.read())
        count, millis, p99, statuses = line.split()
        return int(count) / float(millis) * 1000, int(p99), statuses


def measured(process, load, *words):
    """Requests a second, CPU of the process for each in us, 99th percentile in us, statuses."""
    before = cpu_seconds(process.pid)
    rate, p99, statuses = load.do(*words)
    count = int(words[2]) - (int(words[1]) if words[0] == "register" else 0)
    return rate, (cpu_seconds(process.pid) - before) / count * 1e6, p99, statuses


def verdict(name, value, goal, met):
    print("%-58s %12s   goal %-14s %s" % (name, value, goal, "met" if met else "MISSED"), flush=True)
    return met
