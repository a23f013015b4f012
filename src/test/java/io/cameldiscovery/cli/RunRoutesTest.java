package io.cameldiscovery.cli;

import static io.cameldiscovery.testing.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.settings.Role;
import io.cameldiscovery.testing.FreePort;
import io.cameldiscovery.testing.HostProcess;
import io.cameldiscovery.testing.Product;
import io.cameldiscovery.testing.TestLan;
import io.cameldiscovery.testing.TestNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/discovery run}: what it says, how it fails, and how it ends. */
class RunRoutesTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    private static final String HELLO = """
            - route:
                id: hello
                from:
                  uri: timer:once
                  parameters:
                    repeatCount: 1
                    delay: 0
                  steps:
                    - log:
                        message: "hello from {{who}}"
            """;

    private static final String FIND = """
            - route:
                id: find
                from:
                  uri: timer:find
                  steps:
                    - to:
                        uri: discovery:orders
            """;

    private final PrintStream realErr = System.err;
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path directory;

    @BeforeEach
    void listen() {
        System.setErr(new PrintStream(err, true, UTF_8));
    }

    @AfterEach
    void stopListening() {
        System.setErr(realErr);
    }

    @Test
    void saysThatAFolderIsNotThere() {
        assertFailure("nowhere is not there: name a folder with *.camel.yaml files", "nowhere");
    }

    @Test
    void saysThatAFolderHasNoRoutes() {
        assertFailure("no *.camel.yaml in " + directory + ": put your routes there");
    }

    @Test
    void saysWhereTheYamlIsBroken() throws IOException {
        routes(HELLO.replace("- log:", "- lgo:"));

        assertFailure("the routes or settings cannot be used: Unknown node id: lgo in file:");
        assertThat(err.toString(UTF_8)).contains("hello.camel.yaml, line 9");
    }

    @Test
    void saysWhichPlaceholderHasNoValue() throws IOException {
        routes(HELLO);

        assertFailure("the routes or settings cannot be used: Failed to create route: hello");
        assertThat(err.toString(UTF_8)).contains("Property with key [who] not found");
    }

    @Test
    void saysThatKeysAreMissing() throws IOException {
        routes(FIND);

        assertFailure("discovery.signing.key-file is not set, and there is no default key");
    }

    @Test
    void namesTheSettingThatDoesNotExistEvenIfNothingUsesDiscovery() throws IOException {
        routes(HELLO);
        settings("who=me\ndiscovery.lan.prot=7\n");

        assertFailure("discovery.lan.prot is not a setting; did you mean discovery.lan.port?");
    }

    @Test
    void saysThatThePortOfItsHttpServerIsTaken() throws IOException {
        routes(HELLO);
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            settings("who=me\ncamel.server.enabled=true\ncamel.server.host=127.0.0.1\ncamel.server.port={{its.port}}\n"
                    + "its.port=" + taken.getLocalPort() + "\n");

            assertFailure("TCP port " + taken.getLocalPort() + " cannot be used: Address already in use: stop the"
                    + " program that has it, or set another camel.server.port");
        }
    }

    @Test
    void logsWhatRoutesSayAndNothingOfCamelAndEndsOnATerminationSignal() throws IOException {
        routes(HELLO
                + HELLO.replace("timer:once", "platform-http:/hi")
                        .replace("id: hello", "id: hi")
                        .replaceAll("      parameters:\n.*\n.*\n", ""));
        settings("who=the file\ncamel.server.enabled=true\ncamel.server.host=127.0.0.1\ncamel.server.port="
                + FreePort.tcp() + "\n");
        try (HostProcess process = Product.start("run", directory.toString(), "-D", "who=the command line")) {
            process.awaitError("hello from the command line", LONG);
            process.awaitError("Ready in", LONG);

            process.terminate();
            process.awaitEnd(LONG);

            assertThat(process.lines()).isEmpty();
            assertThat(process.errors()).hasSize(2).allMatch(line -> line.contains(" INFO "));
        }
    }

    @Test
    void saysGoodbyeWhenItEnds() throws IOException {
        TestLan lan = new TestLan(directory.resolve("lan"));
        Files.createDirectories(lan.directory());
        Path key = lan.key("runner", "*");
        Path ours = Files.createDirectories(directory.resolve("ours"));
        Files.writeString(ours.resolve("announce.camel.yaml"), """
                - route:
                    id: announce
                    from:
                      uri: discovery:announce/orders
                      parameters:
                        endpoints: http://127.0.0.1:8080/
                      steps:
                        - log:
                            message: "orders is ${header.CamelDiscoveryEvent}"
                """);
        try (TestNode client = lan.node("client", Role.CLIENT).start();
                HostProcess process = Product.start(
                        "run",
                        ours.toString(),
                        "--interfaces",
                        "lo",
                        "--port",
                        Integer.toString(lan.port()),
                        "--state",
                        directory.resolve("state").toString(),
                        "-D",
                        "discovery.signing.key-file=" + key,
                        "-D",
                        "discovery.trust.file=" + lan.trust())) {
            process.awaitError("orders is announced", LONG);
            assertThat(client.resolve("orders").toString()).contains("http://127.0.0.1:8080/");

            process.terminate();
            process.awaitEnd(LONG);

            eventually(() -> assertThat(client.node().catalogue().live()).isEmpty());
        }
    }

    private void routes(String yaml) throws IOException {
        Files.writeString(directory.resolve("hello.camel.yaml"), yaml);
    }

    private void settings(String text) throws IOException {
        Files.writeString(directory.resolve("application.properties"), text);
    }

    private void assertFailure(String start, String... places) {
        List<String> arguments = new ArrayList<>(List.of("run"));
        arguments.addAll(places.length == 0 ? List.of(directory.toString()) : Arrays.asList(places));

        assertThat(Main.run(arguments.toArray(String[]::new))).isEqualTo(2);

        assertThat(err.toString(UTF_8)).startsWith("discovery: " + start);
        assertThat(err.toString(UTF_8).strip()).doesNotContain("\n").doesNotContain("\tat ");
    }
}
