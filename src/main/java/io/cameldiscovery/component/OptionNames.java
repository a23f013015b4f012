package io.cameldiscovery.component;

import io.cameldiscovery.settings.Settings;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.spi.EndpointUriFactory;
import org.apache.camel.util.StringHelper;

/** Suggests option names and values in error messages. */
final class OptionNames {

    private OptionNames() {}

    /** @throws IllegalArgumentException if that option is given, but with none of those values */
    static <E extends Enum<E>> void requireValue(
            String option, Class<E> type, Map<String, Object> given, CamelContext context) {
        Object value = given.get(option);
        if (value != null && context.getTypeConverter().tryConvertTo(type, value) == null) {
            String values = Arrays.stream(type.getEnumConstants())
                    .map(constant -> StringHelper.dashToCamelCase(
                            constant.name().toLowerCase(Locale.ROOT).replace('_', '-')))
                    .collect(Collectors.joining(", "));
            throw new IllegalArgumentException(option + "=" + value + " is not possible: write one of " + values);
        }
    }

    /** @throws ResolveEndpointFailedException if any name is left that no option took */
    static void require(String uri, Set<String> left, CamelContext context) {
        if (left.isEmpty()) {
            return;
        }
        EndpointUriFactory factory = context.getCamelContextExtension().getEndpointUriFactory("discovery");
        String unknown = left.iterator().next();
        String nearest = Settings.nearest(unknown, factory.propertyNames());
        throw new ResolveEndpointFailedException(
                uri,
                "'" + unknown + "' is no option of discovery:; did you mean " + nearest
                        + "? (docs/integration.md lists them)");
    }
}
