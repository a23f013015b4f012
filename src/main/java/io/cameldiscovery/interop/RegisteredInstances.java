package io.cameldiscovery.interop;

import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.registry.Outcome;
import io.cameldiscovery.registry.Registry;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What a registry holds, for those who verify nothing: only what it verified itself. Opening a record for the first time
 * costs a check of its signature, so this is no work for an event loop. Thread-safe.
 */
public final class RegisteredInstances {

    private final Registry registry;
    private final Function<String, Optional<ServiceRecord>> records;

    /** @param records opens a token; nothing if it is not to be shown */
    public RegisteredInstances(Registry registry, Function<String, Optional<ServiceRecord>> records) {
        this.registry = registry;
        this.records = records;
    }

    Collection<ServiceName> services() {
        return registry.services().services().keySet();
    }

    /** By instance id. */
    List<RegisteredInstance> of(ServiceName service) {
        return registry.find(service).instances().stream().flatMap(this::opened).toList();
    }

    private Stream<RegisteredInstance> opened(Outcome.Instance instance) {
        return records.apply(instance.token()).stream()
                .map(record -> new RegisteredInstance(
                        record, instance.state(), instance.expiresIn().toSeconds()));
    }

    Registry registry() {
        return registry;
    }
}
