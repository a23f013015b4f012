package io.cameldiscovery.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cameldiscovery.testing.FreePort;
import io.cameldiscovery.testing.RouteFile;
import io.cameldiscovery.testing.TestLan;
import io.cameldiscovery.testing.TestNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code config/application.properties} is the reference of all settings: it is complete, true and explained. */
class ConfigurationReferenceTest {

    /** Settings that take any text: no value of theirs is bad. */
    private static final List<String> FREE_TEXT = List.of(
            "discovery.region",
            "discovery.state-directory",
            "discovery.lan.interfaces-excluded",
            "discovery.registry.store-file");

    @TempDir
    private static Path directory;

    private static TestLan lan;
    private static Map<String, String> reference;
    private static String uses;

    @BeforeAll
    static void readEverythingThatMayUseASetting() throws IOException {
        lan = new TestLan(directory);
        reference = settings(Installation.read(TestNode.PROJECT.resolve("config/application.properties")));
        StringBuilder text = new StringBuilder();
        try (Stream<Path> sources = Files.walk(TestNode.PROJECT.resolve("src/main/java"))) {
            for (Path source : sources.filter(Files::isRegularFile).toList()) {
                text.append(Files.readString(source));
            }
        }
        RouteFile.all().forEach(file -> text.append(file.text()));
        for (Role role : Role.values()) {
            text.append(
                    Files.readString(TestNode.PROJECT.resolve("config/application-" + role.label() + ".properties")));
        }
        uses = text.toString();
    }

    @AfterAll
    static void forget() {
        uses = "";
    }

    static List<String> keys() throws IOException {
        return List.copyOf(settings(Installation.read(TestNode.PROJECT.resolve("config/application.properties")))
                .keySet());
    }

    static List<String> keysThatCanBeBad() throws IOException {
        return keys().stream().filter(key -> !FREE_TEXT.contains(key)).toList();
    }

    @ParameterizedTest
    @MethodSource("keys")
    void holdsOnlySettingsThatSomethingReads(String key) {
        assertThat(uses).containsAnyOf('"' + key + '"', "{{" + key + "}}");
    }

    @Test
    void holdsEverySettingThatTheCodeReads() {
        List<String> read = java.util.regex.Pattern.compile("\"(discovery\\.[a-z0-9.-]*[a-z0-9])\"")
                .matcher(uses)
                .results()
                .map(match -> match.group(1))
                .filter(key -> !key.equals("discovery.home") && !key.equals("discovery.log"))
                .filter(key -> !key.startsWith("discovery.service."))
                .filter(key -> !RouteFile.GIVEN_BY_THE_NODE.containsKey(key))
                .distinct()
                .toList();

        assertThat(reference.keySet()).containsAll(read);
    }

    @Test
    void explainsEverySettingInACommentOfItsOwnThatEndsWithTheDefault() throws IOException {
        List<String> unexplained = new ArrayList<>();
        StringBuilder comment = new StringBuilder();
        for (String line : Files.readAllLines(TestNode.PROJECT.resolve("config/application.properties"))) {
            if (line.startsWith("# ") && !line.startsWith("# ---")) {
                comment.append(line.substring(1));
                continue;
            }
            if (line.startsWith("discovery.") && !explains(comment.toString(), line)) {
                unexplained.add(line);
            }
            comment.setLength(0);
        }
        assertThat(unexplained).isEmpty();
    }

    /** An empty value, and a list that is longer than a line, are said in words. */
    private static boolean explains(String comment, String setting) {
        String value = setting.substring(setting.indexOf('=') + 1);
        boolean inWords = value.isEmpty() || value.length() > 80;
        return inWords
                ? comment.matches(".+[.;:)] Default: [^.].+\\.")
                : comment.endsWith(" Default: " + value + ".") && comment.length() > value.length() + 30;
    }

    @Test
    void hasNoSettingThatWasRemovedOrThatTheNodeGivesToRoutes() {
        assertThat(reference.keySet())
                .doesNotContainAnyElementsOf(RouteFile.GIVEN_BY_THE_NODE.keySet())
                .doesNotContainAnyElementsOf(RemovedSettings.keys().stream()
                        .map(key -> "discovery." + key)
                        .toList());
    }

    @Test
    void isTheReferenceThatIsPackedIntoTheJar() {
        assertThat(settings(new Installation(null).reference())).isEqualTo(reference);
    }

    @ParameterizedTest
    @MethodSource("keysThatCanBeBad")
    void stopsTheStartWithOneLineThatNamesTheSettingWhoseValueIsBad(String key) {
        TestNode.Plan plan = lan.node("node", Role.values())
                .with("discovery.state-directory", directory.resolve("state"))
                .with("discovery.registry.port", FreePort.tcp())
                .with("discovery.registry.dns.port", FreePort.udpAndTcp())
                .with("discovery.registry.url", "http://127.0.0.1:" + FreePort.tcp())
                .offering("orders", "http://127.0.0.1:8080/")
                .with(key, "§ no such thing §");

        assertThatThrownBy(() -> plan.start().close())
                .isInstanceOf(ConfigurationException.class)
                .satisfies(failure ->
                        assertThat(failure.getMessage()).contains(named(key)).doesNotContain("\n"));
    }

    /** Files and interfaces that are not there are named themselves. */
    private static String named(String key) {
        return key.endsWith("-file") || key.equals("discovery.trust.file") || key.equals("discovery.lan.interfaces")
                ? "§ no such thing §"
                : key;
    }

    private static Map<String, String> settings(Map<String, String> all) {
        return all.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("discovery."))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, TreeMap::new));
    }
}
