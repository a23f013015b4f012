package io.cameldiscovery.registry.dns;

import io.cameldiscovery.record.ServiceName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The names of services by the part behind their first label: {@code orders} is under nothing, {@code orders.eu.west}
 * under {@code eu.west}. Immutable.
 */
final class ServiceTree {

    private final Map<String, List<ServiceName>> under = new HashMap<>();
    private final Set<String> tails = new TreeSet<>();

    ServiceTree(Collection<ServiceName> services) {
        for (ServiceName service : services) {
            String tail = tail(service.value());
            under.computeIfAbsent(tail, first -> new ArrayList<>()).add(service);
            while (!tail.isEmpty() && tails.add(tail)) {
                tail = tail(tail);
            }
        }
    }

    private static String tail(String name) {
        int dot = name.indexOf('.');
        return dot < 0 ? "" : name.substring(dot + 1);
    }

    /** Whether a service has a name that ends in these labels, with others before. */
    boolean isTail(String labels) {
        return tails.contains(labels);
    }

    /** The services with this very part behind their first label. */
    List<ServiceName> under(String labels) {
        return under.getOrDefault(labels, List.of());
    }

    /** All such parts but the empty one. */
    Collection<String> branches() {
        return under.keySet().stream().filter(tail -> !tail.isEmpty()).toList();
    }
}
