package io.cameldiscovery.component;

import io.cameldiscovery.node.Node;
import io.cameldiscovery.settings.Installation;
import io.cameldiscovery.settings.Role;
import io.cameldiscovery.settings.Settings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.PropertiesComponent;

/**
 * Starts a node for an application that uses the component: in a Camel context of its own, so that no route id, bean or
 * HTTP server of the two can collide, with the application's {@code discovery.*} properties.
 */
final class EmbeddedNode {

    private static final String PREFIX = "discovery.";

    private EmbeddedNode() {}

    /** @throws io.cameldiscovery.settings.ConfigurationException with one line that says what to change */
    static Node start(CamelContext application) {
        Installation installation = Installation.embedded();
        Map<String, String> reference = installation.reference();
        Set<String> keys = new HashSet<>(reference.keySet());
        keys.addAll(inSpring(application));
        Map<String, String> given = given(application.getPropertiesComponent(), keys);
        Set<Role> roles = Role.of(Settings.of(reference, List.of(given)));
        List<Map<String, String>> layers = new ArrayList<>(installation.settings(roles));
        layers.add(Settings.fromEnvironment(reference, System.getenv()));
        layers.add(given);
        return Node.start(installation, roles, Settings.of(reference, layers));
    }

    private static Set<String> inSpring(CamelContext application) {
        boolean spring =
                application.getClassResolver().resolveClass("org.springframework.core.env.ConfigurableEnvironment")
                        != null;
        return spring ? SpringSettings.keys(application, PREFIX) : Set.of();
    }

    /**
     * The application's settings. Most sources can list their keys, so that a misspelt key is found; others only
     * answer for a given key.
     */
    private static Map<String, String> given(PropertiesComponent properties, Set<String> keys) {
        Map<String, String> given = new HashMap<>();
        keys.stream()
                .filter(key -> key.startsWith(PREFIX))
                .forEach(key -> properties.resolveProperty(key).ifPresent(value -> given.put(key, value)));
        Properties listed = properties.loadProperties(key -> key.startsWith(PREFIX));
        listed.stringPropertyNames()
                .forEach(key -> given.put(key, properties.resolveProperty(key).orElse(listed.getProperty(key))));
        return given;
    }
}
