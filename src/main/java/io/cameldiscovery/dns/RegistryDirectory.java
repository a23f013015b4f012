package io.cameldiscovery.dns;

import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.registry.Outcome;
import io.cameldiscovery.registry.Registry;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** What a registry holds. */
public final class RegistryDirectory implements Directory {

    private final Registry registry;
    private final Function<String, Optional<ServiceRecord>> records;

    /** @param records opens a token; nothing if it is not to be shown */
    public RegistryDirectory(Registry registry, Function<String, Optional<ServiceRecord>> records) {
        this.registry = registry;
        this.records = records;
    }

    @Override
    public Collection<ServiceName> services() {
        return registry.services().services().keySet();
    }

    @Override
    public List<Listing> instances(ServiceName service) {
        return registry.find(service).instances().stream()
                .flatMap(this::listing)
                .toList();
    }

    private Stream<Listing> listing(Outcome.Instance instance) {
        return records.apply(instance.token()).stream()
                .map(record ->
                        new Listing(record, instance.token(), instance.age(), instance.expiresIn(), instance.state()));
    }
}
