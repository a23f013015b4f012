package io.cameldiscovery.server;

import io.cameldiscovery.catalogue.OwnInstances;
import io.cameldiscovery.message.DiscoveryMessage.Announcement;
import io.cameldiscovery.record.Lifetime;
import io.cameldiscovery.record.Sequence;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.timing.InWords;
import io.cameldiscovery.timing.Jitter;
import io.cameldiscovery.timing.MonotonicClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When each record of this node must be registered again. A lease is renewed after a third of its term, or when the
 * registry says; failures are retried after a pause, with back-off while the registry is unreachable. All times have
 * jitter, so that a herd spreads. Thread-safe.
 */
public final class Registration {

    private static final Logger LOG = LoggerFactory.getLogger(Registration.class);

    private final OwnInstances own;
    private final RegistrationSettings settings;
    private final Jitter jitter;
    private final MonotonicClock clock;
    private final RegistrationBackoff perseverance;
    private final Map<ServiceName, Long> dueAt = new HashMap<>();
    private final Map<ServiceName, Held> held = new HashMap<>();
    private final Map<ServiceName, Integer> failures = new HashMap<>();
    /** At which registry it was said that a service is registered. */
    private final Map<ServiceName, String> said = new HashMap<>();

    private boolean inReach = true;

    /** A lease: for which record, until when, and how often it is to be renewed. */
    private record Held(Sequence sequence, long until, Duration renewal) {}

    public Registration(OwnInstances own, RegistrationSettings settings, Jitter jitter, MonotonicClock clock) {
        this.own = own;
        this.settings = settings;
        this.jitter = jitter;
        this.clock = clock;
        this.perseverance = new RegistrationBackoff(settings.retryDelay(), jitter);
    }

    /** What is to be registered now. Each is given out once, until it is answered or its pause is over. */
    public synchronized List<Announcement> due() {
        long now = clock.nanos();
        List<Announcement> due = new ArrayList<>();
        said.keySet().removeIf(service -> !own.offers(service));
        for (ServiceRecord record : own.records(settings.lease())) {
            Long at = dueAt.get(record.service());
            if (at == null || now - at >= 0) {
                due.add(new Announcement(record));
                again(record.service(), settings.pause());
            }
        }
        return due;
    }

    /** How long until something is due; nothing if it is, or if nothing is offered. */
    public synchronized Duration untilDue() {
        long now = clock.nanos();
        return dueAt.values().stream()
                .map(at -> Duration.ofNanos(Math.max(0, at - now)))
                .min(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    /** That registry took the record for that time; it wants to hear of it after a part of it. */
    public synchronized void registered(ServiceRecord record, String registry, Duration granted, Duration renewAfter) {
        held.put(record.service(), new Held(record.sequence(), clock.nanos() + granted.toNanos(), renewAfter));
        failures.remove(record.service());
        if (!inReach) {
            LOG.info("The registry is in reach again");
            inReach = true;
        }
        if (!registry.equals(said.put(record.service(), registry))) {
            LOG.info("Registered '{}' at {}, for {}", record.service(), registry, InWords.of(granted));
        }
        if (isCurrent(record)) {
            again(record.service(), renewAfter);
        } else {
            dueAt.remove(record.service());
        }
    }

    /** That registry took the record and did not say when it wants to hear of it again. */
    public void registered(ServiceRecord record, String registry) {
        registered(record, registry, settings.lease(), Lifetime.interval(settings.lease()));
    }

    /** The registry is busy and wants to be left alone for that time. */
    public synchronized void postponed(ServiceRecord record, Duration retryAfter) {
        LOG.info("The registry asks to register '{}' again in {}", record.service(), InWords.of(retryAfter));
        // Never earlier than it asks.
        Duration more = Duration.ofNanos(Math.round(retryAfter.toNanos() * settings.jitter()));
        dueAt.put(
                record.service(),
                clock.nanos() + retryAfter.plus(jitter.upTo(more)).toNanos());
    }

    /**
     * The registry refused the record, and will again until somebody changes something. One that was withdrawn while it was
     * on its way is rightly refused.
     */
    public synchronized void refused(ServiceRecord record, String reason) {
        if (!own.offers(record.service())) {
            return;
        }
        LOG.warn(
                "The registry refused '{}': {}. Trying again in about {}",
                record.service(),
                reason,
                InWords.of(settings.pause()));
        said.remove(record.service());
        again(record.service(), settings.pause());
    }

    /**
     * No registry took the record. What lets a renewal wait is that the registry still shows the record; while it shows an
     * older one, or none, the pauses are those of a record without lease.
     *
     * @param obstacle what the last one did not do and why, in words that begin with its URL
     */
    public synchronized void outOfReach(ServiceRecord record, String obstacle) {
        if (inReach) {
            LOG.warn("The registry {}; trying again after growing pauses", obstacle);
            inReach = false;
        }
        int failed = failures.merge(record.service(), 1, Integer::sum);
        Held last = held.get(record.service());
        Held now = last == null || record.sequence().isAfter(last.sequence())
                ? new Held(record.sequence(), clock.nanos(), Lifetime.interval(settings.lease()))
                : last;
        Duration left = Duration.ofNanos(now.until() - clock.nanos());
        Duration wait = perseverance.wait(left, now.renewal(), failed);
        dueAt.put(record.service(), clock.nanos() + wait.toNanos());
    }

    /** Everything changed: all is due now. */
    public synchronized void changed() {
        dueAt.clear();
        failures.clear();
    }

    /** It may have changed while it was on its way. */
    private boolean isCurrent(ServiceRecord record) {
        return own.record(record.service(), settings.lease())
                .filter(now -> now.sequence().isAfter(record.sequence()))
                .isEmpty();
    }

    private void again(ServiceName service, Duration after) {
        dueAt.put(
                service, clock.nanos() + jitter.around(after, settings.jitter()).toNanos());
    }
}
