package io.cameldiscovery.component;

import io.cameldiscovery.Settings;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.spi.EndpointUriFactory;

/** Says which option was perhaps meant. */
final class OptionNames {

    private OptionNames() {}

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
