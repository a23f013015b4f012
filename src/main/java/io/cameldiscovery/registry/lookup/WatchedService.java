package io.cameldiscovery.registry.lookup;

import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.registry.Outcome;
import io.cameldiscovery.registry.WatchKey;
import io.cameldiscovery.registry.api.HttpAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The instances of a service: {@code up}, {@code changed}, {@code state} and {@code gone}. */
final class WatchedService implements WatchSource<Outcome.Found> {

    private final ServiceName service;
    private final boolean shared;
    private final Supplier<Outcome.Found> look;

    /**
     * @param shared whether all are watched, and not those alone that one client wants
     * @param look the instances now, also if there are none
     */
    public WatchedService(ServiceName service, boolean shared, Supplier<Outcome.Found> look) {
        this.service = service;
        this.shared = shared;
        this.look = look;
    }

    @Override
    public boolean isShared() {
        return shared;
    }

    @Override
    public WatchKey key() {
        return WatchKey.of(service);
    }

    @Override
    public Outcome.Found look() {
        return look.get();
    }

    @Override
    public long index(Outcome.Found seen) {
        return seen.index();
    }

    @Override
    public Event all(Outcome.Found seen) {
        return new Event("instances", HttpAnswer.json(seen));
    }

    @Override
    public List<Event> between(Outcome.Found before, Outcome.Found after) {
        Map<InstanceId, Outcome.Instance> known =
                before.instances().stream().collect(Collectors.toMap(Outcome.Instance::instance, Function.identity()));
        List<Event> events = new ArrayList<>();
        for (Outcome.Instance instance : after.instances()) {
            Outcome.Instance last = known.remove(instance.instance());
            if (last == null) {
                events.add(event("up", instance));
            } else if (!instance.version().isOfSameRecordAs(last.version())) {
                events.add(event("changed", instance));
            } else if (last.state() != instance.state()) {
                events.add(event("state", instance));
            }
        }
        before.instances().stream()
                .filter(instance -> known.containsKey(instance.instance()))
                .forEach(gone -> events.add(
                        new Event("gone", HttpAnswer.gone(gone.instance().value()))));
        return events;
    }

    private static Event event(String name, Outcome.Instance instance) {
        return new Event(name, HttpAnswer.json(instance));
    }
}
