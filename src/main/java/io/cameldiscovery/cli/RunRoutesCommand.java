package io.cameldiscovery.cli;

import io.cameldiscovery.lan.PortReservation;
import io.cameldiscovery.lan.PortSettings;
import io.cameldiscovery.node.StartFailure;
import io.cameldiscovery.settings.ConfigurationException;
import io.cameldiscovery.settings.Installation;
import io.cameldiscovery.settings.Settings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Route;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.spi.PropertiesComponent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Runs somebody's own routes in a plain Camel Main; what they need of discovery, the {@code discovery:} component starts. */
@Command(
        name = "run",
        description = "Run routes of your own, with the discovery: component beside them.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "application.properties holds settings of Camel (camel.*), of discovery (discovery.*)",
            "and of your routes ({{...}}). Relative file names, there and in routes, are relative",
            "to the directory where this command is started."
        })
final class RunRoutesCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(RunRoutesCommand.class);
    private static final String ROUTES = ".camel.yaml";
    private static final String SETTINGS = "application.properties";

    /** As for our own nodes: it says little by itself and stops at once. The application.properties may say otherwise. */
    private static final Map<String, String> DEFAULTS = Map.of(
            "camel.main.jmxEnabled", "false",
            "camel.main.autoConfigurationLogSummary", "false",
            "camel.main.startupSummaryLevel", "off",
            "camel.main.shutdownTimeout", "1",
            "camel.main.shutdownLogInflightExchangesOnTimeout", "false");

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
        Map<String, String> settings = new TreeMap<>(DEFAULTS);
        List<String> routes = new ArrayList<>();
        for (Path place : places) {
            routes.addAll(routes(place));
            Path file = place.resolve(SETTINGS);
            if (Files.isRegularFile(file)) {
                settings.putAll(Installation.read(file));
            }
        }
        Map<String, String> given = options.given(Map.of());
        // A misspelt setting is found even if no route uses discovery. What the application.properties says under other
        // names is for the routes alone.
        Settings.of(Installation.embedded().reference(), List.of(discovery(settings), given));
        Main camel = new Main();
        camel.setDefaultPropertyPlaceholderLocation("false");
        camel.setInitialProperties(properties(settings));
        camel.setOverrideProperties(properties(given));
        camel.configure().withRoutesIncludePattern(String.join(",", routes));
        camel.addMainListener(new Ready());
        try {
            camel.run();
        } catch (Exception failure) {
            throw StartFailure.explain(failure);
        }
        return camel.getExitCode();
    }

    private static Map<String, String> discovery(Map<String, String> settings) {
        Map<String, String> ours = new TreeMap<>(settings);
        ours.keySet().removeIf(key -> !key.startsWith("discovery."));
        return ours;
    }

    private static Properties properties(Map<String, String> settings) {
        Properties properties = new Properties();
        properties.putAll(settings);
        return properties;
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

    /** Says which routes run, once they do. */
    private static final class Ready extends MainListenerSupport {

        private final long startedAt = System.nanoTime();

        /** Camel's HTTP server would only log that it has no port. */
        @Override
        public void beforeConfigure(BaseMainSupport main) {
            PropertiesComponent properties = main.getCamelContext().getPropertiesComponent();
            if (properties.resolveProperty("camel.server.enabled").orElse("").equals("true")) {
                String host = properties.resolveProperty("camel.server.host").orElse("0.0.0.0");
                String port = properties.resolveProperty("camel.server.port").orElse("8080");
                requireFree(host, port);
            }
        }

        @Override
        public void afterStart(BaseMainSupport main) {
            LOG.info(
                    "Ready in {} ms: {}",
                    (System.nanoTime() - startedAt) / 1_000_000,
                    main.getCamelContext().getRoutes().stream()
                            .map(Route::getRouteId)
                            .collect(Collectors.joining(", ")));
        }

        private static void requireFree(String host, String port) {
            try {
                InetSocketAddress address = new InetSocketAddress(host, Integer.parseInt(port));
                PortSettings.ofHost("camel.server.port", "camel.server.host")
                        .require(() -> PortReservation.requireFree(address));
            } catch (IllegalArgumentException unusable) {
                throw new ConfigurationException(
                        "camel.server.host = '" + host + "' and camel.server.port = '" + port
                                + "' are no address to listen at",
                        unusable);
            }
        }
    }
}
