package io.cameldiscovery;

import static io.cameldiscovery.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.settings.Role;
import io.cameldiscovery.testing.FreePort;
import io.cameldiscovery.testing.HostProcess;
import io.cameldiscovery.testing.Product;
import io.cameldiscovery.testing.TestLan;
import io.cameldiscovery.testing.TestNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operator drains an instance, and the registry is killed. Processes on loopback alone; DNS is asked by {@code dig}. */
class DrainRestartIT {

    private static final Duration GENEROUS = Duration.ofMinutes(2);
    private static final String NAME = "orders.service.discovery.internal";

    @TempDir
    private static Path directory;

    private final TestLan lan = new TestLan(directory);
    private final int http = FreePort.tcp();
    private final int dns = FreePort.udpAndTcp();
    private final String url = "http://127.0.0.1:" + http;

    @Test
    void aDrainedInstanceStaysOutOfUseWhenTheRegistryIsKilledAndComesBack() throws Exception {
        boolean required = "true".equals(System.getenv("DISCOVERY_REQUIRE_NETLAB"));
        Assumptions.assumeTrue(required || hasDig(), "skipped: there is no dig (Debian: bind9-dnsutils)");
        Path token = Files.writeString(directory.resolve("admin.token"), "0123456789abcdef0123456789abcdef\n");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));

        try (TestNode one = server("a1", "10.7.0.1").start();
                TestNode two = server("a2", "10.7.0.2").start()) {
            try (HostProcess registry = registry(token)) {
                eventually(() -> assertThat(dig()).containsExactlyInAnyOrder("10.7.0.1", "10.7.0.2"));
                assertThat(operator(token, "drain", "orders", "a1")).containsExactly("orders/a1 is draining");
                eventually(() -> assertThat(dig()).containsExactly("10.7.0.2"));
                registry.kill();
            }
            try (HostProcess registry = registry(token)) {
                assertThat(states()).contains("\"draining\"");
                assertThat(dig()).containsExactly("10.7.0.2");
                assertThat(operator(token, "drains"))
                        .singleElement()
                        .asString()
                        .startsWith("orders/a1 is draining since ");

                assertThat(operator(token, "undrain", "orders", "a1")).containsExactly("orders/a1 is not drained");
                eventually(() -> assertThat(dig()).containsExactlyInAnyOrder("10.7.0.1", "10.7.0.2"));
                assertThat(states()).doesNotContain("\"draining\"");
                assertThat(operator(token, "drains")).isEmpty();
            }
        }
    }

    private TestNode.Plan server(String name, String address) {
        return lan.node(name, Role.SERVER)
                .with("discovery.registry.url", url)
                .with("discovery.registration.retry-delay", "200ms")
                .offering("orders", "http://" + address + ":8080/");
    }

    private HostProcess registry(Path token) {
        List<String> command = new ArrayList<>(List.of("registry"));
        Stream.of(
                        "discovery.instance=registry",
                        "discovery.lan.interfaces=lo",
                        "discovery.lan.port=" + lan.port(),
                        "discovery.signing.key-file=" + lan.key("registry"),
                        "discovery.trust.file=" + lan.trust(),
                        "discovery.state-directory=" + directory.resolve("state-registry"),
                        "discovery.registry.host=127.0.0.1",
                        "discovery.registry.port=" + http,
                        "discovery.registry.dns.port=" + dns,
                        "discovery.registry.admin-token-file=" + token)
                .forEach(setting -> command.addAll(List.of("-D", setting)));
        HostProcess registry = Product.start(command.toArray(String[]::new));
        registry.awaitError("Ready in", GENEROUS);
        return registry;
    }

    /** What a command of the operator writes. */
    private List<String> operator(Path token, String... command) {
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of("--registry", url, "--token-file", token.toString()));
        try (HostProcess process = Product.start(arguments.toArray(String[]::new))) {
            assertThat(process.awaitEnd(GENEROUS)).as("%s", process).isZero();
            return process.lines();
        }
    }

    private String states() throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url + "/v1/services/orders")).build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }

    private List<String> dig() {
        ProcessBuilder command = new ProcessBuilder(
                "dig", "-r", "@127.0.0.1", "-p", Integer.toString(dns), "+tries=5", "+time=10", "+short", NAME, "A");
        try (HostProcess dig = HostProcess.start("this host", command)) {
            dig.awaitEnd(GENEROUS);
            return dig.lines().stream().filter(line -> !line.isBlank()).toList();
        }
    }

    private static boolean hasDig() {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "dig")));
    }
}
