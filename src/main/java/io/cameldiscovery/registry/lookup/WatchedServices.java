package io.cameldiscovery.registry.lookup;

import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.registry.Outcome;
import io.cameldiscovery.registry.WatchKey;
import io.cameldiscovery.registry.api.HttpAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Supplier;

/** Which services there are: {@code up}, {@code changed} (another number of instances) and {@code gone}. */
final class WatchedServices implements WatchSource<Outcome.Listed> {

    private final Supplier<Outcome.Listed> look;

    public WatchedServices(Supplier<Outcome.Listed> look) {
        this.look = look;
    }

    @Override
    public WatchKey key() {
        return WatchKey.SERVICES;
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public Outcome.Listed look() {
        return look.get();
    }

    @Override
    public long index(Outcome.Listed seen) {
        return seen.index();
    }

    @Override
    public Event all(Outcome.Listed seen) {
        return new Event("services", HttpAnswer.json(seen));
    }

    @Override
    public List<Event> between(Outcome.Listed before, Outcome.Listed after) {
        SortedMap<ServiceName, Integer> known = before.services();
        List<Event> events = new ArrayList<>();
        after.services().forEach((service, instances) -> {
            Integer last = known.get(service);
            if (last == null || !last.equals(instances)) {
                events.add(new Event(last == null ? "up" : "changed", HttpAnswer.json(service, instances)));
            }
        });
        known.forEach((service, instances) -> {
            if (!after.services().containsKey(service)) {
                events.add(new Event("gone", HttpAnswer.json(service, 0)));
            }
        });
        return events;
    }
}
