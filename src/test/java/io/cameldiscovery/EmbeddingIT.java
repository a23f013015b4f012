package io.cameldiscovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.testing.FreePort;
import io.cameldiscovery.testing.HostProcess;
import io.cameldiscovery.testing.Product;
import io.cameldiscovery.testing.TestLan;
import io.cameldiscovery.testing.UserProject;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * An application with the one dependency of docs/integration.md, {@code src/it/embedding}: on its class path is what Maven
 * resolves for it, so nothing that is optional here, and no version but those that reach it. Loopback alone.
 */
class EmbeddingIT {

    private static final Duration GENEROUS = Duration.ofMinutes(2);
    private static final int LIVES = 5;
    /** The application's own choice. */
    private static final String LOGGER = "slf4j-simple-";

    private static final Path BUILT = Product.home().resolve("target/embedding");

    @TempDir
    private static Path work;

    private static UserProject project;

    @TempDir
    private Path directory;

    private final Map<String, Object> server = new TreeMap<>();
    private final Map<String, Object> client = new TreeMap<>();

    @BeforeAll
    static void build() throws IOException {
        project = new UserProject(Product.home().resolve("src/it/embedding"), work);
        project.maven("process-classes");
    }

    @BeforeEach
    void configure() {
        TestLan lan = new TestLan(directory);
        int registry = FreePort.tcp();
        server.put("discovery.roles", "server,client,registry");
        server.put("discovery.registry.port", registry);
        server.put("discovery.registry.dns.port", FreePort.udpAndTcp());
        client.put("discovery.roles", "client");
        for (var node : List.of(Map.entry("server", server), Map.entry("client", client))) {
            node.getValue()
                    .putAll(Map.of(
                            "discovery.signing.key-file", lan.key(node.getKey(), "orders"),
                            "discovery.trust.file", lan.trust(),
                            "discovery.lan.interfaces", "lo",
                            "discovery.lan.port", lan.port(),
                            "discovery.registry.url", "http://127.0.0.1:" + registry,
                            "discovery.state-directory", directory.resolve("state-" + node.getKey())));
        }
    }

    @Test
    void startsFindsAndStopsAgainAndAgainAndLeavesNothingBehind() throws IOException {
        try (HostProcess application = start(Integer.toString(LIVES))) {
            application.awaitLine("end", GENEROUS);
            assertThat(application.awaitEnd(GENEROUS)).as("%s", application).isZero();

            assertThat(application.lines())
                    .as("%s", application)
                    .filteredOn(line -> line.startsWith("found http://"))
                    .hasSize(LIVES);
            assertThat(application.lines())
                    .as("%s", application)
                    .filteredOn("heard down goodbye"::equals)
                    .hasSize(LIVES);
            assertThat(application.lines())
                    .as("%s", application)
                    .filteredOn("left threads []"::equals)
                    .hasSize(LIVES);
            assertThat(application.lines())
                    .as("%s", application)
                    .filteredOn(line -> line.startsWith("left descriptors "))
                    .hasSize(LIVES)
                    .containsOnly(first(application, "left descriptors "));
            assertThat(stopMillis(application)).as("%s", application).allMatch(millis -> millis < 5_000);
            assertQuiet(application);
        }
        try (Stream<Path> states =
                Files.list(directory).filter(path -> name(path).startsWith("state-"))) {
            assertThat(states).extracting(EmbeddingIT::name).containsExactlyInAnyOrder("state-server", "state-client");
        }
    }

    @Test
    void endsAtSigtermByTheApplicationsOwnHook() throws IOException {
        try (HostProcess application = start("run")) {
            application.awaitError("announces orders", GENEROUS);
            application.terminate();
            assertThat(application.awaitEnd(GENEROUS)).as("%s", application).isEqualTo(128 + 15);

            assertThat(application.errors())
                    .as("%s", application)
                    .filteredOn(line -> line.contains("JVM shutdown hook triggered"))
                    .hasSize(1);
            assertQuiet(application);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            discovery.management.port | camel-micrometer-prometheus and camel-health
            discovery.registry.store  | io.etcd:jetcd-core
            """)
    void saysWhichLibraryASettingNeeds(String setting, String library) throws IOException {
        server.put(setting, setting.endsWith("port") ? FreePort.tcp() : "etcd");
        try (HostProcess application = start("1")) {
            assertThat(application.awaitEnd(GENEROUS)).as("%s", application).isEqualTo(1);
            assertThat(application.errors())
                    .as("%s", application)
                    .anyMatch(line -> line.contains("needs") && line.contains(library));
        }
    }

    @Test
    void hasTheVersionsOfThisProjectOnItsClassPathAndNothingOptional() throws Exception {
        Set<String> ours = new HashSet<>();
        try (Stream<Path> libraries = Files.list(Product.home().resolve("target/lib"))) {
            libraries.map(EmbeddingIT::name).forEach(ours::add);
        }
        ours.add(name(UserProject.jar()));
        List<String> resolved = UserProject.classPath(BUILT.resolve("class-path")).stream()
                .map(EmbeddingIT::name)
                .filter(jar -> !jar.startsWith(LOGGER))
                .toList();
        assertThat(resolved).contains(name(UserProject.jar())).isSubsetOf(ours);

        List<String> optional = optional();
        assertThat(optional).contains("camel-micrometer-prometheus", "jetcd-core", "spring-core", "log4j-slf4j2-impl");
        assertThat(resolved).noneMatch(jar -> optional.stream().anyMatch(artifact -> jar.matches(artifact + "-\\d.*")));
    }

    @Test
    void convergesAsTheEnforcerWantsIt() {
        project.maven("enforcer:enforce@versions");
    }

    @Test
    void convergesWithMetricsWhenItTakesTheirVersionsFromOurPom() {
        project.maven("-Pmetrics", "enforcer:enforce@versions");
    }

    private HostProcess start(String argument) throws IOException {
        write("server", server);
        write("client", client);
        String classPath = UserProject.classPath(BUILT.resolve("class-path")).stream()
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
        return HostProcess.start(
                "this host",
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        "-cp",
                        BUILT.resolve("classes") + File.pathSeparator + classPath,
                        "io.cameldiscovery.embedding.Application",
                        directory.toString(),
                        argument));
    }

    private void write(String name, Map<String, Object> properties) throws IOException {
        Files.write(
                directory.resolve(name + ".properties"),
                properties.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .toList());
    }

    /** It logs what happens, and nothing of that is a warning. */
    private static void assertQuiet(HostProcess application) {
        assertThat(application.errors())
                .as("%s", application)
                .anyMatch(line -> line.contains(" INFO "))
                .noneMatch(line -> line.contains(" WARN ")
                        || line.contains(" ERROR ")
                        || line.startsWith("SLF4J")
                        || line.startsWith("\tat "));
    }

    private static String first(HostProcess application, String start) {
        return application.lines().stream()
                .filter(line -> line.startsWith(start))
                .findFirst()
                .orElseThrow();
    }

    private static List<Long> stopMillis(HostProcess application) {
        return application.lines().stream()
                .filter(line -> line.startsWith("stopped "))
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .toList();
    }

    private static String name(Path path) {
        return path.getFileName().toString();
    }

    /** The artifacts in our pom.xml that those who depend on it do not get. */
    private static List<String> optional() throws Exception {
        NodeList dependencies = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(Product.home().resolve("pom.xml").toFile())
                .getElementsByTagName("dependency");
        List<String> artifacts = new ArrayList<>();
        for (int i = 0; i < dependencies.getLength(); i++) {
            Element dependency = (Element) dependencies.item(i);
            if ("true".equals(text(dependency, "optional"))
                    || Set.of("test", "provided").contains(text(dependency, "scope"))) {
                artifacts.add(text(dependency, "artifactId"));
            }
        }
        return artifacts;
    }

    private static String text(Element dependency, String child) {
        NodeList found = dependency.getElementsByTagName(child);
        return found.getLength() == 0 ? "" : found.item(0).getTextContent();
    }
}
