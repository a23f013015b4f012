package io.cameldiscovery.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;

/**
 * Virtual LANs in network namespaces, gone again after {@link #close}. Hosts are {@code a1}, {@code a2}, … of the first
 * LAN, {@code b1}, … of the second; the README beside the {@code netlab} script tells what targets and faults mean.
 */
public final class NetLab implements AutoCloseable {

    private static final Path SCRIPT = Path.of(System.getProperty("basedir", ""), "src", "test", "netlab", "netlab");
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String name;

    private NetLab(String name) {
        this.name = name;
    }

    /**
     * Skips the test where no lab can be made; fails it if {@code DISCOVERY_REQUIRE_NETLAB} is {@code true} in the
     * environment or as a system property.
     */
    public static void assumeAvailable() {
        String obstacle = Obstacle.TO_LABS;
        if (!obstacle.isEmpty() && isRequired()) {
            throw new AssertionError("DISCOVERY_REQUIRE_NETLAB is set, but " + obstacle);
        }
        Assumptions.assumeTrue(obstacle.isEmpty(), "skipped: " + obstacle);
    }

    /** Makes a lab with that many hosts on each LAN; LANs beyond the first are joined by a router. */
    public static NetLab up(int... hostsPerLan) {
        NetLab lab = new NetLab("t" + Long.toString(ProcessHandle.current().pid(), 36) + "x" + COUNT.incrementAndGet());
        lab.run(
                "up",
                "--hosts",
                IntStream.of(hostsPerLan).mapToObj(Integer::toString).collect(Collectors.joining(",")));
        return lab;
    }

    /** Starts a command on a host; its errors go where this process's go. */
    public Process exec(String host, List<String> command) {
        return start(arguments(List.of("exec", host, "--"), command));
    }

    /** Starts a command on a host and listens to its output and its errors. */
    public HostProcess run(String host, List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(
                arguments(List.of(SCRIPT.toString(), "--name", name), arguments(List.of("exec", host, "--"), command)));
        return HostProcess.start(host, builder);
    }

    /** Runs a shell command on a host to its end, which must be a good one, and returns its output. */
    public String command(String host, String shellCommand) {
        return run("exec", host, "--", "sh", "-e", "-c", shellCommand);
    }

    /** The name of the network namespace that a host is. */
    public String namespace(String host) {
        return "nl-" + name + "-" + host;
    }

    /** Starts a main class of the test class path on a host. */
    public HostProcess java(String host, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        return run(host, command);
    }

    /** Drops that share of the frames, in percent, at a LAN or host. */
    public void loss(String target, double percent) {
        loss(target, percent, "all");
    }

    /** Drops that share of the frames of one kind. */
    public void loss(String target, double percent, String kind) {
        run("loss", target, Double.toString(percent), "--match", kind);
    }

    /** Drops all frames of those kinds. */
    public void block(String target, String... kinds) {
        run(arguments(List.of("block", target), List.of(kinds)));
    }

    public void unblock(String target, String... kinds) {
        run(arguments(List.of("unblock", target), List.of(kinds)));
    }

    /** Drops everything to and from a host, which notices nothing. */
    public void cut(String host) {
        run("cut", host);
    }

    public void heal(String host) {
        run("heal", host);
    }

    /** Pulls the cable, which the host notices. */
    public void unplug(String host) {
        run("unplug", host);
    }

    public void plug(String host) {
        run("plug", host);
    }

    /** Each frame at that target comes later by so many milliseconds; 0 ends it. */
    public void delay(String target, int millis) {
        run("delay", target, Integer.toString(millis));
    }

    /** Gives a host another IPv4 address, as a new DHCP lease would, and returns it. */
    public String addr(String host) {
        return run("addr", host);
    }

    /** The host's present IPv4 address. */
    public String ip(String host) {
        return run("ip", host);
    }

    /** The host's IPv6 address. */
    public String ip6(String host) {
        return run("ip", host, "-6");
    }

    /** Ends all faults; addresses stay. */
    public void clear() {
        run("clear");
    }

    /** How many frames each switch has seen, by kind. */
    public JsonNode stats() {
        return json(run("stats", "--json"));
    }

    /** Ends what still runs in the lab, and removes it. */
    @Override
    public void close() {
        run("down");
    }

    private String run(String... arguments) {
        return run(List.of(arguments));
    }

    private String run(List<String> arguments) {
        Outcome outcome = Outcome.of(start(arguments));
        if (outcome.code() != 0) {
            throw new IllegalStateException("netlab " + String.join(" ", arguments) + " ended with " + outcome.code());
        }
        return outcome.output();
    }

    private Process start(List<String> arguments) {
        try {
            return new ProcessBuilder(arguments(List.of(SCRIPT.toString(), "--name", name), arguments))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> arguments(List<String> first, List<String> then) {
        List<String> all = new ArrayList<>(first);
        all.addAll(then);
        return all;
    }

    private static boolean isRequired() {
        String required = System.getProperty("DISCOVERY_REQUIRE_NETLAB", System.getenv("DISCOVERY_REQUIRE_NETLAB"));
        return required != null && required.toLowerCase(Locale.ROOT).equals("true");
    }

    /** Why no lab can be made here; found out once, by making one. */
    private static final class Obstacle {

        static final String TO_LABS = find();

        private static String find() {
            try (NetLab trial = up(1)) {
                return "";
            } catch (IllegalStateException | UncheckedIOException e) {
                return "no virtual LAN can be made here (it takes root, python3, iproute2 and nftables): "
                        + e.getMessage();
            }
        }
    }

    private record Outcome(int code, String output) {

        static Outcome of(Process process) {
            try {
                String output = new String(process.getInputStream().readAllBytes(), UTF_8);
                return new Outcome(process.waitFor(), output.strip());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        }
    }
}
