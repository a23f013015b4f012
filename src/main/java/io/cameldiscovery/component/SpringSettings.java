package io.cameldiscovery.component;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.StandardEnvironment;

/** Lists the properties of a Spring application, since Camel's bridge to Spring only looks up keys. */
final class SpringSettings {

    /** Neither holds settings of a node: options of {@code java}, and variables, which have names of their own. */
    private static final Set<String> OF_THE_PROCESS = Set.of(
            StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME,
            StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);

    private SpringSettings() {}

    /** Names that begin with the prefix. Not to be called where there is no Spring. */
    static Set<String> keys(CamelContext application, String prefix) {
        return application.getRegistry().findByType(ConfigurableEnvironment.class).stream()
                .flatMap(environment -> environment.getPropertySources().stream())
                .filter(source -> !OF_THE_PROCESS.contains(source.getName()))
                .flatMap(source -> source instanceof EnumerablePropertySource<?> all
                        ? Arrays.stream(all.getPropertyNames())
                        : Stream.empty())
                .filter(key -> key.startsWith(prefix))
                .collect(Collectors.toSet());
    }
}
