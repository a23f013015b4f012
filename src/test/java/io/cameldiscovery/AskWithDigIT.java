package io.cameldiscovery;

import static io.cameldiscovery.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cameldiscovery.settings.Role;
import io.cameldiscovery.testing.FreePort;
import io.cameldiscovery.testing.HostProcess;
import io.cameldiscovery.testing.TestLan;
import io.cameldiscovery.testing.TestNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The registry's name server, asked by {@code dig} (Debian: bind9-dnsutils). Loopback alone. */
class AskWithDigIT {

    private static final Duration GENEROUS = Duration.ofMinutes(2);
    private static final String D = ".discovery.internal";

    /** So many endpoints that their SRV records do not fit into 512 octets. */
    private static final int MANY = 12;

    @TempDir
    private static Path directory;

    private static int port;
    private static TestNode registry;
    private static TestNode server;

    @BeforeAll
    static void start() {
        boolean required = "true".equals(System.getenv("DISCOVERY_REQUIRE_NETLAB"));
        Assumptions.assumeTrue(required || hasDig(), "skipped: there is no dig (Debian: bind9-dnsutils)");
        TestLan lan = new TestLan(directory);
        port = FreePort.udpAndTcp();
        int http = FreePort.tcp();
        TestNode.Plan offering = lan.node("a1", Role.SERVER)
                .with("discovery.registry.url", "http://127.0.0.1:" + http)
                .with("discovery.service.orders.metadata.version", "2")
                .offering("orders", "http://10.7.0.5:8080/api, http://[fd00::5]:8080/api")
                .offering(
                        "many",
                        String.join(
                                ",",
                                IntStream.range(0, MANY)
                                        .mapToObj(i -> "http://10.7.0." + i + ":" + (8000 + i) + "/")
                                        .toList()));
        registry = lan.node("registry", Role.REGISTRY)
                .with("discovery.registry.port", http)
                .with("discovery.registry.dns.port", port)
                .start();
        server = offering.start();
        await().atMost(GENEROUS)
                .until(() -> !dig("+short", "many.service" + D, "A").isEmpty());
        await().atMost(GENEROUS)
                .until(() -> !dig("+short", "orders.service" + D, "A").isEmpty());
    }

    @AfterAll
    static void stop() {
        Stream.of(server, registry).filter(node -> node != null).forEach(TestNode::close);
    }

    private static boolean hasDig() {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "dig")));
    }

    @Test
    void findsServersAddressesAndTokens() {
        assertThat(dig("+short", "_orders._tcp" + D, "SRV")).containsExactly("0 1 8080 a1.orders.instance" + D + ".");
        assertThat(dig("+short", "orders.service" + D, "A")).containsExactly("10.7.0.5");
        assertThat(dig("+short", "+tcp", "a1.orders.instance" + D, "AAAA")).containsExactly("fd00::5");
        assertThat(dig("+short", "+tcp", "orders.service" + D, "TXT"))
                .singleElement()
                .asString()
                .matches("\"eyJ[^\"]{252}\"( \"[^\"]+\")+");
    }

    @Test
    void browses() {
        // Which services there are is looked at once a second.
        eventually(() -> assertThat(dig("+short", "_services._dns-sd._udp" + D, "PTR"))
                .containsExactlyInAnyOrder("_orders._tcp" + D + ".", "_many._tcp" + D + "."));
        assertThat(dig("+short", "_orders._tcp" + D, "PTR")).containsExactly("a1._orders._tcp" + D + ".");
        assertThat(dig("+short", "a1._orders._tcp" + D, "TXT")).containsExactly("\"path=/api\" \"version=2\"");
    }

    @Test
    void truncatesAndIsAskedAgainByTcp() {
        assertThat(dig("+short", "_many._tcp" + D, "SRV", "+bufsize=512", "+ignore"))
                .as("what fits into 512 octets")
                .hasSizeBetween(1, MANY - 1);
        assertThat(dig("_many._tcp" + D, "SRV", "+bufsize=512"))
                .anyMatch(line -> line.contains("Truncated, retrying in TCP mode"))
                .anyMatch(line -> line.contains("ANSWER: " + MANY))
                .anyMatch(line -> line.endsWith("(TCP)"));
        assertThat(dig("_many._tcp" + D, "SRV", "+noedns", "+ignore"))
                .anyMatch(line -> line.matches(".*flags:.* tc .*"));
    }

    @Test
    void getsCleanRefusals() {
        assertThat(dig("nothing.service" + D, "A"))
                .anyMatch(line -> line.contains("status: NXDOMAIN"))
                .anyMatch(line -> line.matches("discovery\\.internal\\.\\s+5\\s+IN\\s+SOA\\s+ns.*"));
        assertThat(dig("www.example.org", "A")).anyMatch(line -> line.contains("status: REFUSED"));
        assertThat(dig("orders.service" + D, "ANY", "+notcp")).anyMatch(line -> line.contains("\"RFC8482\""));
        assertThat(dig("orders.service" + D, "A", "+opcode=status")).anyMatch(line -> line.contains("status: NOTIMP"));
        assertThat(dig("orders.service" + D, "A", "+edns=1", "+noednsnegotiation"))
                .anyMatch(line -> line.contains("status: BADVERS"));
        assertThat(dig("orders.service" + D, "A"))
                .as("no complaint but that it does not recurse")
                .noneMatch(line -> line.startsWith(";;") && line.contains("WARNING") && !line.contains("recursion"));
    }

    /** What it writes, without empty lines. */
    private static List<String> dig(String... arguments) {
        List<String> command = new ArrayList<>(
                List.of("dig", "-r", "@127.0.0.1", "-p", Integer.toString(port), "+tries=5", "+time=10"));
        command.addAll(List.of(arguments));
        try (HostProcess dig = HostProcess.start("this host", new ProcessBuilder(command))) {
            assertThat(dig.awaitEnd(GENEROUS)).as("%s", dig).isZero();
            return dig.lines().stream().filter(line -> !line.isBlank()).toList();
        }
    }
}
