"""What the benches share: a virtual LAN with a server on a1, and the product's command line on any host."""
import json, os, shutil, signal, subprocess, tempfile

HOME = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
NETLAB = os.path.join(HOME, "src/test/netlab/netlab")
DISCOVERY = os.path.join(HOME, "bin/discovery")
PLAIN = dict(os.environ, DISCOVERY_CDS="off")


def netlab(*args):
    return subprocess.run([NETLAB, *args], check=True, capture_output=True, text=True).stdout


class Lab:
    """A lab of its own name that is gone at the end, with all that ran in it."""

    def __init__(self, hosts):
        self.hosts, self.started = hosts, []

    def __enter__(self):
        os.environ["NETLAB_NAME"] = PLAIN["NETLAB_NAME"] = "bench%d" % (os.getpid() % 10000)
        self.work = tempfile.mkdtemp(prefix="discovery-bench-")
        self.keys = os.path.join(self.work, "keys")
        netlab("up", "--hosts", str(self.hosts))
        subprocess.run([DISCOVERY, "keygen", self.keys], check=True, stdout=subprocess.DEVNULL, env=PLAIN)
        return self

    def discovery(self, host, *args, **kw):
        state = os.path.join(self.work, "%s-%s" % (host, args[0]))
        command = [NETLAB, "exec", host, "--", DISCOVERY, *args, "--keys", self.keys, "--state", state]
        process = subprocess.Popen(command, env=PLAIN, text=True, bufsize=1, **kw)
        self.started.append(process)
        return process

    def server(self, *args):
        process = self.discovery("a1", "server", "orders=http://{address}:8080/", *args, stderr=subprocess.PIPE)
        for line in process.stderr:
            if "Ready" in line:
                return process
        raise SystemExit("the server did not start")

    def __exit__(self, *failure):
        for process in self.started:
            if process.stdin:
                process.stdin.close()
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        subprocess.run([NETLAB, "down"], capture_output=True)
        shutil.rmtree(self.work, ignore_errors=True)


class Finder:
    """A find that answers one name after the other."""

    def __init__(self, lab, host, *args):
        self.process = lab.discovery(host, "find", "-", "--json", *args, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def find(self):
        self.process.stdin.write("orders\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())
