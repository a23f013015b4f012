package io.cameldiscovery.client;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.ServiceName;
import java.util.Set;

/**
 * The draining instances, as last reported by the registry. The report is not signed, so it only makes an instance the
 * last choice, and no instance trusted. Thread-safe.
 */
public final class Draining {

    private static final int MAX_SERVICES = 10_000;

    private final Cache<ServiceName, Set<InstanceId>> instances = Caffeine.newBuilder()
            .maximumSize(MAX_SERVICES)
            .executor(Runnable::run)
            .build();

    /** Replaces what is known of a service. */
    public void set(ServiceName service, Set<InstanceId> draining) {
        if (draining.isEmpty()) {
            instances.invalidate(service);
        } else if (!draining.equals(of(service))) {
            instances.put(service, Set.copyOf(draining));
        }
    }

    /** The draining instances of a service: the same object until they change. */
    public Set<InstanceId> of(ServiceName service) {
        Set<InstanceId> draining = instances.getIfPresent(service);
        return draining == null ? Set.of() : draining;
    }
}
