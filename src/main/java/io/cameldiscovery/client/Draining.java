package io.cameldiscovery.client;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.ServiceName;
import java.util.Set;

/**
 * The instances that should get no new work, as the registry said last. Nobody signs that: it makes an instance the last
 * choice, and no instance trusted. Thread-safe.
 */
public final class Draining {

    private static final int MAX_SERVICES = 10_000;

    private final Cache<ServiceName, Set<InstanceId>> instances = Caffeine.newBuilder()
            .maximumSize(MAX_SERVICES)
            .executor(Runnable::run)
            .build();

    /** What is said now, in place of what was said of the service before. */
    public void set(ServiceName service, Set<InstanceId> draining) {
        if (draining.isEmpty()) {
            instances.invalidate(service);
        } else if (!draining.equals(of(service))) {
            instances.put(service, Set.copyOf(draining));
        }
    }

    /** The same object for as long as nothing else is said. */
    public Set<InstanceId> of(ServiceName service) {
        Set<InstanceId> draining = instances.getIfPresent(service);
        return draining == null ? Set.of() : draining;
    }
}
