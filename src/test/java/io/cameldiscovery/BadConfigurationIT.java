package io.cameldiscovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.testing.HostProcess;
import io.cameldiscovery.testing.Product;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot be used stops the start, with exit code 2 and one line that says what to change. Loopback alone. */
class BadConfigurationIT {

    private static final Duration GENEROUS = Duration.ofMinutes(2);
    private static final String OFFER = "orders=http://{address}:8080/";

    @TempDir
    private static Path directory;

    private static String keys;

    @BeforeAll
    static void makeKeys() {
        keys = directory.resolve("keys").toString();
        try (HostProcess keygen = Product.start("keygen", keys)) {
            assertThat(keygen.awaitEnd(GENEROUS)).as("%s", keygen).isZero();
        }
    }

    @Test
    void missingKey() {
        assertRefused("discovery.signing.key-file is not set", "server", OFFER);
    }

    @Test
    void missingKeyFile() {
        assertRefused(
                "there is no such key file",
                "server",
                OFFER,
                "--keys",
                directory.resolve("none").toString());
    }

    @Test
    void damagedTrustFile() throws IOException {
        Path trust = Files.writeString(directory.resolve("damaged.jwks"), "{\"keys\": [");

        assertRefused("not JSON", "find", "orders", "--keys", keys, "-D", "discovery.trust.file=" + trust);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            discovery.lan.prot=9797           | did you mean discovery.lan.port?
            discovery.announcer.interval=soon | discovery.announcer.interval = 'soon' is not valid: write a duration
            discovery.lan.port=99999          | write a whole number from 1 to 65535
            discovery.lan.groups=10.0.0.1     | not a multicast address
            discovery.lan.interfaces=none0    | none0
            discovery.registry.url=nowhere    | discovery.registry.url
            discovery.instance=a/b            | discovery.instance
            discovery.service.no_good!.endpoints=http://{address}/ | discovery.service.no_good!
            discovery.service.bills.endpoints=http://example.org/  | discovery.service.bills
            """)
    void settingThatCannotBeUsed(String setting, String line) {
        assertRefused(line, "server", OFFER, "--keys", keys, "-D", setting);
    }

    @Test
    void settingsFileThatIsNotThere() {
        assertRefused("cannot read the settings", "find", "orders", "--keys", keys, "--config", "none.properties");
    }

    @Test
    void nameThatIsNoService() {
        assertRefused("no such!", "find", "no such!", "--keys", keys);
    }

    @Test
    void portOfTheRegistryInUse() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertRefused(
                    "TCP port " + taken.getLocalPort() + " cannot be used",
                    "registry",
                    "--keys",
                    keys,
                    "-D",
                    "discovery.registry.host=127.0.0.1",
                    "-D",
                    "discovery.registry.port=" + taken.getLocalPort());
        }
    }

    @ParameterizedTest
    @CsvSource({"discovery.lan.port", "discovery.lan.unicast-port"})
    void portOfTheLanInUse(String setting) throws IOException {
        try (DatagramSocket taken = new DatagramSocket(null)) {
            taken.setReuseAddress(false);
            taken.bind(new InetSocketAddress("0.0.0.0", 0));

            int port = taken.getLocalPort();
            assertRefused(
                    "UDP port " + port + " cannot be used",
                    "server",
                    OFFER,
                    "--keys",
                    keys,
                    "-D",
                    setting + "=" + port);
        }
    }

    @Test
    void stateDirectoryThatIsAFile() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");

        assertRefused("set discovery.state-directory", "find", "orders", "--keys", keys, "--state", file.toString());
    }

    @Test
    void homeWithoutRoutes() throws IOException {
        Path home = Files.createDirectory(directory.resolve("home"));

        assertRefused(home, "the folder must exist and be readable", "find", "orders", "--keys", keys);
    }

    @Test
    void routeThatIsNoRoute() throws IOException {
        Path home = Files.createDirectory(directory.resolve("edited"));
        copy(Product.home().resolve("routes"), home.resolve("routes"));
        Files.writeString(home.resolve("routes/client/query-network.camel.yaml"), "- route:\n    frum: nowhere\n");

        assertRefused(home, "frum", "find", "orders", "--keys", keys);
    }

    private static void assertRefused(String part, String... arguments) {
        assertRefused(Product.home(), part, arguments);
    }

    private static void assertRefused(Path home, String part, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        if (!all.contains("--state")) {
            all.addAll(List.of("--state", directory.resolve("state").toString()));
        }
        if (all.stream().noneMatch(argument -> argument.startsWith("discovery.lan.interfaces="))) {
            all.addAll(List.of("--interfaces", "lo"));
        }
        try (HostProcess process = HostProcess.start("this host", new ProcessBuilder(Product.command(home, all)))) {

            assertThat(process.awaitEnd(GENEROUS)).as("%s", process).isEqualTo(2);
            assertThat(process.lines()).isEmpty();
            assertThat(complaints(process)).as("%s", process).hasSize(1);
            assertThat(complaints(process).get(0)).startsWith("discovery: ").contains(part);
        }
    }

    /** Its errors, without what its log says about things that went well. */
    private static List<String> complaints(HostProcess process) {
        return process.errors().stream()
                .filter(line -> !line.matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} INFO .*"))
                .toList();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
    }
}
