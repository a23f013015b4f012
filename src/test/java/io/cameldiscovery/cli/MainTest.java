package io.cameldiscovery.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cameldiscovery.settings.Role;
import io.cameldiscovery.testing.FakePeer;
import io.cameldiscovery.testing.FreePort;
import io.cameldiscovery.testing.LogOf;
import io.cameldiscovery.testing.TestLan;
import io.cameldiscovery.testing.TestNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line in this process: what it prints, and its exit codes. */
class MainTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final PrintStream realOut = System.out;
    private final PrintStream realErr = System.err;
    private final InputStream realIn = System.in;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path directory;

    @BeforeEach
    void listen() {
        System.setOut(new PrintStream(out, true, UTF_8));
        System.setErr(new PrintStream(err, true, UTF_8));
    }

    @AfterEach
    void stopListening() {
        System.setOut(realOut);
        System.setErr(realErr);
        System.setIn(realIn);
    }

    @Test
    void explainsItself() {
        assertThat(Main.run("--help")).isZero();

        assertThat(out.toString(UTF_8))
                .contains(
                        "demo",
                        "server",
                        "client",
                        "registry",
                        "all",
                        "find",
                        "drain",
                        "undrain",
                        "keygen",
                        "Exit codes");
        assertThat(err.toString(UTF_8)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "server", "client", "registry", "all", "find", "drain", "undrain", "keygen"})
    void explainsEachCommand(String command) {
        assertThat(Main.run(command, "--help")).isZero();
        assertThat(out.toString(UTF_8)).contains("Usage: discovery " + command);
    }

    @Test
    void saysWhichCommandsExitWith4ForARegistryOutOfReachAndWhichWith1() {
        assertThat(Main.run("--help")).isZero();
        assertThat(out.toString(UTF_8))
                .contains(
                        "drain, undrain and drains also 4: the registry is out of reach or cannot do it\n(find exits with 1 then");

        out.reset();
        assertThat(Main.run("find", "--help")).isZero();
        assertThat(out.toString(UTF_8)).contains("1 not found (nobody offers it, or no registry serves),\n");

        TestLan lan = new TestLan(directory);
        String down = "http://127.0.0.1:" + FreePort.tcp();
        assertThat(find(lan, "orders", "--source", "registry", "--registry", down, "--timeout", "50s"))
                .isEqualTo(1);
        assertThat(err)
                .hasToString("not found: orders (the registry " + down + " is out of reach (connection refused))\n");
    }

    @Test
    void saysInJsonTooWhyNothingIsFound() throws IOException {
        TestLan lan = new TestLan(directory);

        assertThat(find(lan, "orders", "--source", "registry", "--json")).isEqualTo(1);

        assertThat(JSON.readTree(out.toString(UTF_8)).path("reasons"))
                .hasToString("[\"no registry is set (discovery.registry.url)\"]");
    }

    @Test
    void tellsItsVersion() {
        assertThat(Main.run("--version")).isZero();
        assertThat(out.toString(UTF_8)).startsWith("camel-discovery ").contains("Java ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "serve", "find", "find a b", "--helpp", "find orders --source moon", "server --port"})
    void exitsWith2WhenItIsUsedWrongly(String line) {
        String[] arguments =
                Stream.of(line.split(" ")).filter(word -> !word.isEmpty()).toArray(String[]::new);

        assertThat(Main.run(arguments)).isEqualTo(2);
        assertThat(err.toString(UTF_8)).isNotBlank().doesNotContain("\tat ");
        assertThat(out.toString(UTF_8)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            find orders --source moon | find     | Invalid value for option '--source'
            find                      | find     | Missing required parameter: 'SERVICE'
            drains                    | drains   | --registry=URL is missing: give it, or set DISCOVERY_REGISTRY_URL in the environment
            drains --registry http://127.0.0.1:1 | drains | --token-file=FILE is missing: give it, or set DISCOVERY_REGISTRY_ADMIN_TOKEN_FILE in the environment
            """)
    void saysWhatIsWrongWithItsUseInTwoLinesAndWhereToReadMore(String line, String command, String message) {
        assertThat(Main.run(line.split(" "))).isEqualTo(2);

        assertThat(err.toString(UTF_8).lines()).hasSize(2);
        assertThat(err.toString(UTF_8))
                .startsWith("discovery: " + message)
                .endsWith("see bin/discovery " + command + " --help\n");
    }

    @Test
    void namesTheCommandsThatMayBeMeantAndNotAllOptions() {
        assertThat(Main.run("registri")).isEqualTo(2);

        assertThat(err.toString(UTF_8).lines()).hasSizeLessThanOrEqualTo(3);
        assertThat(err.toString(UTF_8)).contains("discovery registry").endsWith("see bin/discovery --help\n");
    }

    @Test
    void saysWhichPortARegistryIsGivenAndWhichItIsNot() {
        assertThat(Main.run("registry", "--help")).isZero();

        assertThat(out.toString(UTF_8)).contains("UDP port of the LAN").contains("-D discovery.registry.port");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            registry -D registry.store=memory | registry.store is not a setting; did you mean discovery.registry.store?
            find orders --config none.properties | cannot read the settings in none.properties: there is no such file
            """)
    void saysWhatIsWrongWithASetting(String line, String message) {
        assertThat(Main.run(line.split(" "))).isEqualTo(2);

        assertThat(err.toString(UTF_8)).startsWith("discovery: " + message);
        assertThat(err.toString(UTF_8).lines()).hasSize(1);
    }

    @Test
    void refusesAFileInWhichThePrefixWasForgotten() throws IOException {
        Path file = Files.writeString(directory.resolve("my.properties"), "topic=orders\nlan.port=7\n");
        Files.writeString(directory.resolve("none.camel.yaml"), "[]");

        assertThat(Main.run("run", directory.toString(), "--config", file.toString()))
                .isEqualTo(2);
        assertThat(Main.run("find", "orders", "--config", file.toString())).isEqualTo(2);

        assertThat(err.toString(UTF_8).lines())
                .filteredOn(line -> line.contains("lan.port is not a setting; did you mean discovery.lan.port?"))
                .hasSize(2);
    }

    @Test
    void saysInOneLineThatAServerOffersNothing() {
        try (TestNode silent =
                        new TestLan(directory).node("silent", Role.SERVER).start();
                LogOf log = LogOf.infoAndAbove(RunCommand.class.getName())) {
            RunCommand.sayOffers(silent.node(), Set.of(Role.SERVER));
            RunCommand.sayOffers(silent.node(), Set.of(Role.REGISTRY));

            assertThat(log.lines()).singleElement().asString().startsWith("WARN No service is offered: name one");
        }
    }

    @Test
    void saysWhatToDoWithoutKeys() {
        assertThat(Main.run("find", "orders", "-D", "discovery.lan.interfaces=lo"))
                .isEqualTo(2);

        assertThat(err)
                .hasToString("discovery: discovery.signing.key-file is not set, and there is no default key: make"
                        + " keys with 'bin/discovery keygen' and set it\n");
    }

    @Test
    void namesTheSettingThatDoesNotExist() {
        assertThat(Main.run("find", "orders", "-D", "discovery.lan.prot=7")).isEqualTo(2);

        assertThat(err.toString(UTF_8))
                .startsWith("discovery: discovery.lan.prot is not a setting; did you mean discovery.lan.port?");
    }

    @Test
    void wantsServicesAsNameAndUri() {
        assertThat(Main.run("server", "orders")).isEqualTo(2);

        assertThat(err)
                .hasToString(
                        "discovery: 'orders' is not NAME=URI: write, for example, orders=http://{address}:8080/\n");
    }

    @Test
    void makesKeysThatANodeStartsWith() throws IOException {
        Path keys = directory.resolve("keys");
        Path trust = directory.resolve("trust.jwks");

        assertThat(Main.run("keygen", keys.toString(), "--trust", trust.toString(), "--services", "orders,pay-*"))
                .isZero();

        assertThat(out.toString(UTF_8)).contains(keys.resolve("node.jwk").toString(), "Ed25519", "orders, pay-*");
        assertThat(JSON.readTree(trust.toFile()).at("/keys/0/services")).hasToString("[\"orders\",\"pay-*\"]");
        assertThat(Files.getPosixFilePermissions(keys.resolve("node.jwk"))).hasSize(2);

        assertThat(Main.run("keygen", keys.toString(), "--trust", trust.toString()))
                .isEqualTo(2);
        assertThat(err.toString(UTF_8)).contains("never overwritten");
    }

    @Test
    void leavesNoKeyBehindThatNobodyTrusts() {
        String keys = directory.resolve("keys").toString();

        assertThat(Main.run("keygen", keys, "--services", "no_name")).isEqualTo(2);
        assertThat(Main.run("keygen", keys, "--services", "a-name")).isZero();
    }

    @Test
    void makesSharedSecretsAndEncryptionKeys() {
        assertThat(Main.run(
                        "keygen", directory.resolve("keys").toString(), "--shared", "--encryption", "--services", ""))
                .isZero();

        assertThat(out.toString(UTF_8)).contains("shared secret", "may announce: nothing", "encryption key");
        assertThat(directory.resolve("keys/trust.jwks")).exists();
        assertThat(directory.resolve("keys/encryption.jwk")).exists();
    }

    @Test
    void printsTheAddressOfAServiceAndExitsWith0() {
        TestLan lan = new TestLan(directory);
        try (TestNode server = server(lan)) {
            assertThat(find(lan, "orders")).isZero();

            assertThat(out).hasToString("http://127.0.0.1:8080/\n");
            assertThat(server.drops("failure")).isZero();
        }
    }

    @Test
    void printsJsonWhenAsked() throws IOException {
        TestLan lan = new TestLan(directory);
        try (TestNode server = server(lan)) {
            assertThat(find(lan, "orders", "--json", "--all", "--source", "lan", "--no-cache"))
                    .isZero();

            JsonNode found = JSON.readTree(out.toString(UTF_8));
            assertThat(found.path("endpoint").textValue()).isEqualTo("http://127.0.0.1:8080/");
            assertThat(found.path("source").textValue()).isEqualTo("udp");
            assertThat(found.path("key").textValue()).isEqualTo("server");
            assertThat(server.drops("failure")).isZero();
        }
    }

    @Test
    void exitsWith1WhenNothingIsFound() {
        TestLan lan = new TestLan(directory);

        assertThat(find(lan, "orders", "--timeout", "200ms")).isEqualTo(1);

        assertThat(out.toString(UTF_8)).isEmpty();
        assertThat(err).hasToString("not found: orders (no proof came in time)\n");
    }

    @Test
    void exitsWith2WhenTheNameIsNone() {
        TestLan lan = new TestLan(directory);

        assertThat(find(lan, "-orders-")).isEqualTo(2);
        assertThat(err.toString(UTF_8)).isNotBlank();
    }

    @Test
    void exitsWith3WhenNoAnswerCanBeTrustedAndSaysWhy() {
        TestLan lan = new TestLan(directory);
        try (FakePeer stranger = lan.stranger("stranger")) {
            stranger.answeringQueries(stranger.record("orders", "http://127.0.0.1:6666/"));

            assertThat(find(lan, "orders", "--timeout", "3s")).isEqualTo(3);

            assertThat(out.toString(UTF_8)).isEmpty();
            assertThat(err.toString(UTF_8))
                    .startsWith("no trusted answer for orders (unknown-key from 127.0.0.1: signed with key 'stranger',"
                            + " which is not trusted");
        }
    }

    @Test
    void answersEachLineOfItsInputAndExitsWithTheWorst() throws IOException {
        TestLan lan = new TestLan(directory);
        System.setIn(new ByteArrayInputStream("orders\n\n-bad-\n  orders \npayments\n".getBytes(UTF_8)));
        try (TestNode server = server(lan)) {
            assertThat(find(lan, "-", "--json", "--timeout", "2s")).isEqualTo(2);

            List<String> results = new ArrayList<>();
            for (String line : out.toString(UTF_8).split("\n")) {
                results.add(JSON.readTree(line).path("result").textValue());
            }
            assertThat(results).containsExactly("found", "wrong-name", "found", "not-found");
            assertThat(server.drops("failure")).isZero();
        }
    }

    private static TestNode server(TestLan lan) {
        lan.key("finder");
        return lan.node("server", Role.SERVER)
                .offering("orders", "http://127.0.0.1:8080/")
                .start();
    }

    private int find(TestLan lan, String... arguments) {
        List<String> all = new ArrayList<>(List.of("find"));
        all.addAll(Arrays.asList(arguments));
        all.addAll(List.of(
                "--port",
                Integer.toString(lan.port()),
                "--interfaces",
                "lo",
                "--state",
                directory.resolve("finder").toString(),
                "-D",
                "discovery.signing.key-file=" + lan.key("finder"),
                "-D",
                "discovery.trust.file=" + lan.trust()));
        return Main.run(all.toArray(String[]::new));
    }
}
