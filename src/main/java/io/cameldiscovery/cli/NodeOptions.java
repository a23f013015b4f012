package io.cameldiscovery.cli;

import io.cameldiscovery.settings.ConfigurationException;
import io.cameldiscovery.settings.Installation;
import io.cameldiscovery.settings.Role;
import io.cameldiscovery.settings.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that every command has which starts a node: settings by other names. */
final class NodeOptions {

    @Option(
            names = {"-D", "--set"},
            paramLabel = "name=value",
            description = "Set any setting of config/application.properties; repeatable.")
    private Map<String, String> set = new LinkedHashMap<>();

    @Option(names = "--config", paramLabel = "FILE", description = "Read more settings from this file; repeatable.")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = "--keys",
            paramLabel = "DIR",
            description = {
                "Take node.jwk, trust.jwks and, if there, encryption.jwk from this directory (as keygen makes them)."
            })
    private @Nullable Path keys;

    @Option(names = "--state", paramLabel = "DIR", description = "discovery.state-directory")
    private @Nullable Path state;

    @Option(names = "--interfaces", paramLabel = "NAMES", description = "discovery.lan.interfaces, e.g. eth0 or en*")
    private @Nullable String interfaces;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = {
                "discovery.lan.port: the UDP port of the LAN.",
                "The HTTP port of a registry is another:",
                "-D discovery.registry.port=9798"
            })
    private @Nullable String port;

    @Option(
            names = "--registry",
            paramLabel = "URL",
            description = "discovery.registry.url: the registries that this node asks and tells.")
    private @Nullable String registry;

    /** The settings of a node with these roles, with further ones in between. */
    Settings settings(Installation installation, Set<Role> roles, Map<String, String> more) {
        Map<String, String> reference = installation.reference();
        List<Map<String, String>> layers = new ArrayList<>(installation.settings(roles));
        files.forEach(file -> layers.add(Installation.read(file)));
        layers.add(Settings.fromEnvironment(reference, System.getenv()));
        layers.add(more);
        layers.add(shortcuts());
        layers.add(set);
        return Settings.of(reference, layers);
    }

    /** What the operator gave, on top of further settings: files, then shortcuts, then single settings. */
    Map<String, String> given(Map<String, String> more) {
        Map<String, String> given = new TreeMap<>(more);
        files.forEach(file -> given.putAll(Installation.read(file)));
        given.putAll(shortcuts());
        given.putAll(set);
        return given;
    }

    private Map<String, String> shortcuts() {
        Map<String, String> given = new TreeMap<>();
        put(given, "discovery.state-directory", state);
        put(given, "discovery.lan.interfaces", interfaces);
        put(given, "discovery.lan.port", port);
        put(given, "discovery.registry.url", registry);
        if (keys != null) {
            put(given, "discovery.signing.key-file", keys.resolve(KeygenCommand.NODE_KEY));
            put(given, "discovery.trust.file", keys.resolve(KeygenCommand.TRUST));
            Path encryption = keys.resolve(KeygenCommand.ENCRYPTION_KEY);
            if (java.nio.file.Files.exists(encryption)) {
                put(given, "discovery.encryption.key-file", encryption);
            }
        }
        return given;
    }

    private static void put(Map<String, String> settings, String key, @Nullable Object value) {
        if (value != null) {
            settings.put(key, value.toString());
        }
    }

    /** {@code NAME=URI[,URI...]} as the settings of a service. */
    static Map<String, String> services(List<String> offers) {
        Map<String, String> settings = new TreeMap<>();
        for (String offer : offers) {
            String[] parts = offer.split("=", 2);
            if (parts.length != 2) {
                throw new ConfigurationException(
                        "'" + offer + "' is not NAME=URI: write, for example," + " orders=http://{address}:8080/");
            }
            settings.put("discovery.service." + parts[0] + ".endpoints", parts[1]);
        }
        return settings;
    }

    static Set<Role> roles(Role... roles) {
        return Set.copyOf(Arrays.asList(roles));
    }
}
