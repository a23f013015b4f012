package io.cameldiscovery.registry.interop;

import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.registry.Outcome;
import io.cameldiscovery.registry.Records;
import io.cameldiscovery.registry.Registry;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * The registry's instances for clients that cannot verify: only verified ones. Opening a record for the first time
 * costs a check of its signature, so this is no work for an event loop. Thread-safe.
 */
public final class RegisteredInstances {

    private final Registry registry;
    private final Records records;

    public RegisteredInstances(Registry registry, Records records) {
        this.registry = registry;
        this.records = records;
    }

    Collection<ServiceName> services() {
        return registry.services().services().keySet();
    }

    /** By instance id. */
    List<RegisteredInstance> of(ServiceName service) {
        return registry.find(service).instances().stream()
                .flatMap(instance -> opened(service, instance))
                .toList();
    }

    private Stream<RegisteredInstance> opened(ServiceName service, Outcome.Instance instance) {
        return records.open(service, instance).stream()
                .map(record -> new RegisteredInstance(
                        record, instance.state(), instance.expiresIn().toSeconds()));
    }

    Registry registry() {
        return registry;
    }
}
