package io.cameldiscovery.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;

/** A real etcd cluster on loopback, its members processes of this test, its data in a folder of this test. */
public final class EtcdCluster implements AutoCloseable {

    private final Path folder;
    private final List<Integer> clientPorts;
    private final List<Integer> peerPorts;
    private final String[] more;
    private final Process[] members;

    private EtcdCluster(Path folder, int size, String... more) {
        this.folder = folder;
        this.more = more;
        this.clientPorts =
                IntStream.range(0, size).mapToObj(i -> FreePort.tcp()).toList();
        this.peerPorts = IntStream.range(0, size).mapToObj(i -> FreePort.tcp()).toList();
        this.members = new Process[size];
    }

    /** Skips the test where there is no etcd, unless {@code DISCOVERY_REQUIRE_NETLAB} is set. */
    public static void assumeAvailable() {
        boolean there = Arrays.stream(System.getenv("PATH").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "etcd")));
        if (!there && "true".equals(System.getenv("DISCOVERY_REQUIRE_NETLAB"))) {
            throw new AssertionError("DISCOVERY_REQUIRE_NETLAB is set, but there is no etcd: install etcd-server");
        }
        Assumptions.assumeTrue(there, "skipped: there is no etcd");
    }

    /**
     * Starts so many members and waits until they take connections.
     *
     * @param more options for each of them
     */
    public static EtcdCluster start(Path folder, int size, String... more) {
        assumeAvailable();
        EtcdCluster cluster = new EtcdCluster(folder, size, more);
        try {
            cluster.startAll();
            return cluster;
        } catch (RuntimeException | AssertionError failure) {
            cluster.close();
            throw failure;
        }
    }

    private String scheme() {
        return List.of(more).contains("--cert-file") ? "https" : "http";
    }

    public List<URI> endpoints() {
        return clientPorts.stream()
                .map(port -> URI.create(scheme() + "://127.0.0.1:" + port))
                .toList();
    }

    /** As the setting names them. */
    public String setting() {
        return endpoints().stream().map(URI::toString).collect(Collectors.joining(","));
    }

    public int size() {
        return members.length;
    }

    /** Starts those that do not run, and waits until they take connections. */
    public void startAll() {
        for (int i = 0; i < members.length; i++) {
            if (members[i] == null || !members[i].isAlive()) {
                members[i] = launch(i);
            }
        }
        for (int port : clientPorts) {
            awaitPort(port);
        }
    }

    private Process launch(int member) {
        List<String> command = new ArrayList<>(List.of("etcd", "--name", "m" + member));
        command.addAll(List.of("--data-dir", folder.resolve("etcd" + member).toString()));
        String client = scheme() + "://127.0.0.1:" + clientPorts.get(member);
        String peer = "http://127.0.0.1:" + peerPorts.get(member);
        command.addAll(List.of("--listen-client-urls", client, "--advertise-client-urls", client));
        command.addAll(List.of("--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer));
        command.addAll(List.of("--initial-cluster-token", folder.getFileName().toString()));
        command.addAll(List.of(
                "--initial-cluster",
                IntStream.range(0, members.length)
                        .mapToObj(i -> "m" + i + "=http://127.0.0.1:" + peerPorts.get(i))
                        .collect(Collectors.joining(","))));
        command.addAll(List.of(more));
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("etcd" + member + ".log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitPort(int port) {
        Eventually.eventually(() -> {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            } catch (IOException e) {
                throw new AssertionError("nothing listens on " + port, e);
            }
        });
    }

    /** Which member leads now. */
    public int leader() {
        int[] leader = {-1};
        Eventually.eventually(() -> {
            for (int i = 0; i < members.length; i++) {
                if (members[i].isAlive() && leads(i)) {
                    leader[0] = i;
                    return;
                }
            }
            throw new AssertionError("no member leads");
        });
        return leader[0];
    }

    private boolean leads(int member) {
        String status = ctlOf(member, "endpoint", "status", "-w", "fields");
        String id = field(status, "MemberID");
        return !id.isEmpty() && id.equals(field(status, "Leader"));
    }

    private static String field(String status, String name) {
        return status.lines()
                .filter(line -> line.startsWith("\"" + name + "\""))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("");
    }

    /** Ends a member as {@code kill -9} does. */
    public void kill(int member) {
        members[member].destroyForcibly();
        members[member].onExit().join();
    }

    public void killAll() {
        IntStream.range(0, members.length).forEach(this::kill);
    }

    /** Stops a member where it is; its connections stay open. */
    public void pause(int member) {
        signal(member, "STOP");
    }

    public void goOn(int member) {
        signal(member, "CONT");
    }

    private void signal(int member, String signal) {
        run(List.of("kill", "-" + signal, Long.toString(members[member].pid())));
    }

    /** Runs etcdctl on the whole cluster. @return what it wrote */
    public String ctl(String... arguments) {
        return ctlAt(setting(), arguments);
    }

    private String ctlOf(int member, String... arguments) {
        return ctlAt(endpoints().get(member).toString(), arguments);
    }

    private String ctlAt(String endpoints, String... arguments) {
        List<String> command = new ArrayList<>(List.of("etcdctl", "--endpoints=" + endpoints, "--command-timeout=3s"));
        if (scheme().equals("https")) {
            List<String> options = List.of(more);
            command.add("--cacert=" + options.get(options.indexOf("--trusted-ca-file") + 1));
            command.add("--cert=" + options.get(options.indexOf("--cert-file") + 1));
            command.add("--key=" + options.get(options.indexOf("--key-file") + 1));
        }
        command.addAll(List.of(arguments));
        return run(command);
    }

    private static String run(List<String> command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().put("ETCDCTL_API", "3");
            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            process.waitFor(10, TimeUnit.SECONDS);
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Forgets the history of all keys. */
    public void compact() {
        String revision = field(ctl("endpoint", "status", "-w", "fields"), "Revision");
        ctl("compact", revision);
    }

    @Override
    public void close() {
        for (Process member : members) {
            if (member != null) {
                // SIGKILL ends a process that is paused, too.
                member.destroyForcibly();
                member.onExit().join();
            }
        }
    }
}
