package io.cameldiscovery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.camel.main.Main;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Runs somebody's own routes in a plain Camel Main; what they need of discovery, the {@code discovery:} component starts. */
@Command(
        name = "run",
        description = "Run routes of your own, with the discovery: component beside them.",
        mixinStandardHelpOptions = true)
final class RunRoutesCommand implements Callable<Integer> {

    private static final String ROUTES = ".camel.yaml";

    @Parameters(
            paramLabel = "DIR",
            arity = "1..*",
            description =
                    "Folders with *.camel.yaml and perhaps an application.properties, or single *.camel.yaml files.")
    private List<Path> places = new ArrayList<>();

    @Mixin
    private NodeOptions options = new NodeOptions();

    @Override
    public Integer call() throws Exception {
        Map<String, String> properties = new TreeMap<>();
        List<String> routes = new ArrayList<>();
        for (Path place : places) {
            routes.addAll(routes(place));
            Path settings = place.resolve("application.properties");
            if (Files.isRegularFile(settings)) {
                properties.putAll(Installation.read(settings));
            }
        }
        Main camel = new Main();
        Properties overriding = new Properties();
        overriding.putAll(options.given(properties));
        camel.setDefaultPropertyPlaceholderLocation("false");
        camel.setOverrideProperties(overriding);
        camel.configure().withRoutesIncludePattern(String.join(",", routes));
        try {
            camel.run();
        } catch (Exception failure) {
            throw StartFailure.explain(failure);
        }
        return camel.getExitCode();
    }

    private static List<String> routes(Path place) throws IOException {
        if (Files.isRegularFile(place)) {
            return List.of("file:" + place.toAbsolutePath());
        }
        if (!Files.isDirectory(place)) {
            throw new ConfigurationException(place + " is not there: name a folder with *" + ROUTES + " files");
        }
        try (Stream<Path> files = Files.list(place)) {
            List<String> found = files.filter(file -> file.toString().endsWith(ROUTES))
                    .sorted()
                    .map(file -> "file:" + file.toAbsolutePath())
                    .toList();
            if (found.isEmpty()) {
                throw new ConfigurationException("no *" + ROUTES + " in " + place + ": put your routes there");
            }
            return found;
        }
    }
}
