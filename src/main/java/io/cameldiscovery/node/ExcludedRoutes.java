package io.cameldiscovery.node;

import io.cameldiscovery.settings.ConfigurationException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;

/** Leaves out the routes that {@code discovery.routes.excluded} names. */
final class ExcludedRoutes extends MainListenerSupport {

    private final List<String> patterns;
    private final Set<String> routes = ConcurrentHashMap.newKeySet();

    /** @param patterns route ids; an asterisk at the end stands for anything */
    ExcludedRoutes(List<String> patterns) {
        this.patterns = List.copyOf(patterns);
    }

    @Override
    public void beforeInitialize(BaseMainSupport main) {
        if (!patterns.isEmpty()) {
            main.getCamelContext()
                    .getCamelContextExtension()
                    .getContextPlugin(Model.class)
                    .setRouteFilter(this::isWanted);
        }
    }

    /** @throws ConfigurationException if a pattern names no route */
    void requireKnown() {
        for (String pattern : patterns) {
            if (routes.stream().noneMatch(route -> matches(route, pattern))) {
                throw new ConfigurationException("discovery.routes.excluded names '" + pattern
                        + "', but no route has that id: write one of " + String.join(", ", new TreeSet<>(routes)));
            }
        }
    }

    private boolean isWanted(RouteDefinition route) {
        String id = route.getRouteId();
        if (id == null) {
            return true;
        }
        routes.add(id);
        return patterns.stream().noneMatch(pattern -> matches(id, pattern));
    }

    /** Not Camel's patterns: as a regular expression, {@code announce-*} would be {@code announce} as well. */
    private static boolean matches(String id, String pattern) {
        return pattern.endsWith("*") ? id.startsWith(pattern.substring(0, pattern.length() - 1)) : id.equals(pattern);
    }
}
