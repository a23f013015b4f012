package io.cameldiscovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.cameldiscovery.settings.Installation;
import io.cameldiscovery.settings.Role;
import io.cameldiscovery.settings.Settings;
import io.cameldiscovery.testing.FreePort;
import io.cameldiscovery.testing.LogOf;
import io.cameldiscovery.testing.RouteFile;
import io.cameldiscovery.testing.TestLan;
import io.cameldiscovery.testing.TestNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.Route;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The route files are part of the product that users read and edit: each keeps its form, and says what is so. */
class RouteFilesTest {

    private static final Map<String, String> DEFAULTS = Settings.of(
                    new Installation(TestNode.PROJECT).reference(), List.of())
            .forRoutes();
    private static final Map<String, String> VALUES = new TreeMap<>(DEFAULTS);

    static {
        VALUES.putAll(RouteFile.GIVEN_BY_THE_NODE);
    }

    private static final List<String> SECTIONS = List.of("Settings", "Beans", "On error", "Test");
    private static final int BESIDE_THE_SECTIONS = 4;

    static List<RouteFile> files() {
        return RouteFile.all();
    }

    /** Every set of roles that is not empty. */
    static Stream<Set<Role>> combinations() {
        Role[] roles = Role.values();
        return IntStream.range(1, 1 << roles.length).mapToObj(bits -> Arrays.stream(roles)
                .filter(role -> (bits >> role.ordinal() & 1) == 1)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Role.class))));
    }

    @ParameterizedTest
    @MethodSource("files")
    void fitsTheSchemaOfCamel(RouteFile file) {
        assertThat(file.faults(VALUES)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("files")
    void beginsWithWhatItDoesAPictureAndItsSections(RouteFile file) {
        List<String> header = file.header();

        assertThat(header.get(0)).as("what it does").matches(" [A-Z].+[.,:;a-z]");
        assertThat(header).as("a picture, indented").anyMatch(line -> line.matches(" {3}\\S.*(->|>).*"));
        assertThat(SECTIONS)
                .allSatisfy(
                        section -> assertThat(file.said(section)).as(section).isNotEmpty());
        assertThat(header.stream()
                        .filter(line -> SECTIONS.stream().anyMatch(word -> line.startsWith(" " + word + " "))))
                .as("each section once, in this order")
                .extracting(line -> line.substring(1, 11).strip())
                .containsExactlyElementsOf(SECTIONS);
        assertThat(header).hasSizeGreaterThanOrEqualTo(BESIDE_THE_SECTIONS + SECTIONS.size());
    }

    @ParameterizedTest
    @MethodSource("files")
    void namesAndDescribesEveryRoute(RouteFile file) {
        for (JsonNode route : file.routes()) {
            assertThat(route.path("id").asText()).matches("[a-z]+(-[a-z]+)*");
            assertThat(route.path("description").asText()).isNotBlank();
            assertThat(route.path("nodePrefixId").asText())
                    .isEqualTo(route.path("id").asText() + "-");
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void usesOnlySettingsThatAreDocumented(RouteFile file) {
        assertThat(file.placeholders())
                .allMatch(key -> DEFAULTS.containsKey(key) != RouteFile.GIVEN_BY_THE_NODE.containsKey(key));
    }

    @ParameterizedTest
    @MethodSource("files")
    void saysWhichSettingsItUses(RouteFile file) {
        List<String> said = file.namesSaid("Settings").stream()
                .map(name -> name.replaceFirst("config/application\\.properties: ", ""))
                .toList();

        assertThat(file.placeholders().stream()
                        .filter(key -> !RouteFile.GIVEN_BY_THE_NODE.containsKey(key))
                        .filter(key -> said.stream()
                                .noneMatch(name -> name.endsWith("*")
                                        ? key.startsWith(name.substring(0, name.length() - 1))
                                        : key.equals(name))))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("files")
    void saysWhichBeansItUses(RouteFile file) {
        assertThat(file.namesSaid("Beans")).containsAll(file.beans());
    }

    @ParameterizedTest
    @MethodSource("files")
    void isTestedByClassesThatExist(RouteFile file) throws IOException {
        Set<String> classes;
        try (Stream<Path> tests = Files.walk(TestNode.PROJECT.resolve("src/test/java"))) {
            classes = tests.map(test -> test.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .collect(Collectors.toSet());
        }
        assertThat(classes).containsAll(file.namesSaid("Test"));
    }

    /** Or a thread waits half a minute for the route, and then the message fails. */
    @Test
    void callsOnlyRoutesThatAreThereOrSaysThatTheyMayNotBe() {
        Set<String> always = files().stream()
                .flatMap(file -> file.routes().stream()
                        .filter(route -> !route.has("precondition"))
                        .map(route -> file.role() + " "
                                + route.path("from").path("uri").asText()))
                .collect(Collectors.toSet());
        for (RouteFile file : files()) {
            for (JsonNode route : file.routes()) {
                Set<String> inTheSameCase = file.routes().stream()
                        .filter(other -> other.path("precondition").equals(route.path("precondition")))
                        .map(other -> other.path("from").path("uri").asText())
                        .collect(Collectors.toSet());
                for (JsonNode call : RouteFile.withField(
                        route.path("from").path("steps"), "uri", uri -> uri.startsWith("direct:"))) {
                    String uri = call.get("uri").asText();
                    boolean sure = inTheSameCase.contains(uri)
                            || always.contains("common " + uri)
                            || always.contains(file.role() + " " + uri);
                    boolean careful = call.path("parameters")
                                    .path("failIfNoConsumers")
                                    .toString()
                                    .equals("false")
                            && call.path("parameters").path("block").toString().equals("false");
                    assertThat(sure || careful).as(file + " calls " + uri).isTrue();
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("combinations")
    void startsInEveryCombinationOfRolesWithAllBeansBound(Set<Role> roles, @TempDir Path directory) {
        TestLan lan = new TestLan(directory);
        try (LogOf camel = LogOf.infoAndAbove("org.apache.camel");
                TestNode node = lan.node("node", roles.toArray(Role[]::new))
                        .with("discovery.registry.url", "http://127.0.0.1:" + FreePort.tcp())
                        .with("discovery.registry.port", FreePort.tcp())
                        .with("discovery.registry.dns.port", FreePort.udpAndTcp())
                        .offering("orders", "http://{address}:8080/")
                        .start()) {
            List<RouteFile> played = files().stream()
                    .filter(file -> file.role().equals("common")
                            || roles.stream().anyMatch(role -> role.label().equals(file.role())))
                    .toList();

            List<String> running = new ArrayList<>(node.node().context().getRoutes().stream()
                    .map(Route::getRouteId)
                    .toList());
            List<String> written =
                    played.stream().flatMap(file -> file.routeIds().stream()).toList();
            assertThat(running).containsAll(written);
            assertThat(new HashSet<>(written)).as("no id twice").hasSameSizeAs(written);
            assertThat(played.stream().flatMap(file -> file.namesSaid("Beans").stream()))
                    .allSatisfy(bean -> assertThat(
                                    node.node().context().getRegistry().lookupByName(bean))
                            .as("bean " + bean)
                            .isNotNull());
            assertThat(camel.lines()).noneMatch(line -> line.startsWith("WARN") || line.startsWith("ERROR"));
        }
    }

    @Test
    void leavesTheRoutesOfTheRegistryOutWhenThereIsNone(@TempDir Path directory) {
        TestLan lan = new TestLan(directory);
        try (TestNode node = lan.node("node", Role.SERVER, Role.CLIENT).start()) {
            assertThat(node.node().context().getRoutes())
                    .extracting(Route::getRouteId)
                    .doesNotContain("query-registry", "renew-lease", "put-lease", "give-back-lease");
        }
    }
}
