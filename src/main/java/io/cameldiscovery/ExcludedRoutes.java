package io.cameldiscovery;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.PatternHelper;

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
            if (routes.stream().noneMatch(route -> PatternHelper.matchPattern(route, pattern))) {
                throw new ConfigurationException("discovery.routes.excluded names '" + pattern
                        + "', but no route has that id: write one of " + String.join(", ", new TreeSet<>(routes)));
            }
        }
    }

    private boolean isWanted(RouteDefinition route) {
        String id = String.valueOf(route.getRouteId());
        routes.add(id);
        return patterns.stream().noneMatch(pattern -> PatternHelper.matchPattern(id, pattern));
    }
}
