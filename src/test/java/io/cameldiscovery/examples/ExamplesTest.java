package io.cameldiscovery.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.settings.Installation;
import io.cameldiscovery.testing.RouteFile;
import io.cameldiscovery.testing.TestNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every folder of {@code examples/} is complete: it says what it shows, its routes are valid, and a test runs it. */
class ExamplesTest {

    private static final Pattern COMMAND = Pattern.compile("bin/discovery run (\\S+)");

    static List<Path> folders() throws IOException {
        try (Stream<Path> entries = Files.list(Example.ALL)) {
            return entries.filter(Files::isDirectory)
                    .filter(folder -> !Set.of("keys", "work", "spring-boot")
                            .contains(folder.getFileName().toString()))
                    .sorted()
                    .toList();
        }
    }

    static List<Path> routes() throws IOException {
        List<Path> routes = new ArrayList<>();
        for (Path folder : folders()) {
            routes.addAll(routesIn(folder));
        }
        return routes;
    }

    @Test
    void thereAreSome() throws IOException {
        assertThat(folders())
                .extracting(folder -> folder.getFileName().toString())
                .contains("broker", "events", "file-drop", "http-gateway", "scatter-gather");
    }

    @ParameterizedTest
    @MethodSource("folders")
    void hasRoutesAndSettingsAndIsInTheList(Path folder) throws IOException {
        assertThat(routesIn(folder)).isNotEmpty().allSatisfy(route -> assertThat(
                        route.resolveSibling("application.properties"))
                .exists());
        assertThat(Files.readString(Example.ALL.resolve("README.md")))
                .contains("(" + folder.getFileName() + "/README.md)");
    }

    @ParameterizedTest
    @MethodSource("folders")
    void saysInItsReadmeWhatToSeeAndToTryWithCommandsOnLoopback(Path folder) throws IOException {
        String readme = Files.readString(folder.resolve("README.md"));

        assertThat(readme).contains("## Run it", "## Files", "## Try", "examples/make-keys");
        List<MatchResult> commands = COMMAND.matcher(readme).results().toList();
        assertThat(commands).isNotEmpty().allSatisfy(command -> assertThat(TestNode.PROJECT.resolve(command.group(1)))
                .isDirectory());
        assertThat(readme.lines().filter(line -> COMMAND.matcher(line).find()))
                .allSatisfy(line -> assertThat(line).contains("--keys examples/keys/", "--interfaces lo"));
    }

    @ParameterizedTest
    @MethodSource("routes")
    void fitsTheSchemaOfCamelAndNamesEveryRoute(Path file) throws IOException {
        RouteFile routes = new RouteFile(file, Files.readString(file));
        Map<String, String> settings = Installation.read(file.resolveSibling("application.properties"));

        assertThat(routes.faults(settings)).isEmpty();
        assertThat(settings.keySet()).containsAll(routes.placeholders());
        assertThat(routes.routes()).allSatisfy(route -> {
            assertThat(route.path("id").asText()).matches("[a-z]+(-[a-z]+)*");
            assertThat(route.path("description").asText()).isNotBlank();
        });
    }

    @ParameterizedTest
    @MethodSource("routes")
    void isRunByTheTestThatItsHeaderNames(Path file) throws IOException {
        RouteFile routes = new RouteFile(file, Files.readString(file));
        Path folder = Example.ALL.relativize(file.getParent());

        assertThat(routes.header().get(0)).matches(" [A-Z].+");
        assertThat(routes.namesSaid("Test")).hasSize(1);
        Path test = TestNode.PROJECT.resolve("src/test/java/io/cameldiscovery/examples/"
                + routes.namesSaid("Test").get(0) + ".java");
        assertThat(test).exists();
        assertThat(Files.readString(test)).contains(folder.getName(0).toString());
    }

    private static List<Path> routesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".camel.yaml"))
                    .sorted()
                    .collect(Collectors.toList());
        }
    }
}
