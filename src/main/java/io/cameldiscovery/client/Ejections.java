package io.cameldiscovery.client;

import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.timing.Backoff;
import io.cameldiscovery.timing.MonotonicClock;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Addresses where calls failed. Such an address is not picked until a proof is newer than the failure and, while
 * there are others, until a pause is over that grows with each failure in a row. Bounded. Thread-safe.
 */
public final class Ejections {

    private static final int MAX_PLACES = 10_000;
    private static final Duration FORGET_AFTER = Duration.ofMinutes(10);

    private final Backoff pauses;
    private final MonotonicClock clock;
    private final Map<Place, Ejection> places = new ConcurrentHashMap<>();
    private final AtomicLong version = new AtomicLong();
    private final LongAdder count = new LongAdder();

    /** @param pauses how long an address is ejected after each failure in a row */
    public Ejections(Backoff pauses, MonotonicClock clock) {
        this.pauses = pauses;
        this.clock = clock;
    }

    /**
     * Notes a failed call.
     *
     * @return how long the address is ejected; empty if it was ejected already
     */
    public synchronized Optional<Duration> failed(Place place) {
        long now = clock.nanos();
        forgetOld(now);
        Ejection before = places.get(place);
        if (before != null && before.lasts(now)) {
            // Calls in progress at the time are not further failures, but need a newer proof as well.
            put(place, new Ejection(now, before.until, before.failures));
            return Optional.empty();
        }
        if (before == null) {
            makeRoom(now);
        }
        int failures = before == null ? 0 : before.failures + 1;
        Duration pause = pauses.after(failures);
        put(place, new Ejection(now, now + pause.toNanos(), failures));
        count.increment();
        return Optional.of(pause);
    }

    /**
     * Notes a successful call: earlier failures are forgotten, unless the instance was picked before the last failure
     * and so says nothing about the time after it.
     */
    public void succeeded(ProvenInstance instance) {
        if (!places.isEmpty()) {
            forgive(instance.place(), instance.proof().at());
        }
    }

    private synchronized void forgive(Place place, long provenAt) {
        Ejection before = places.get(place);
        if (before != null && !before.outdates(provenAt)) {
            places.remove(place);
            version.incrementAndGet();
        }
    }

    /** Number of ejections so far. */
    public long count() {
        return count.sum();
    }

    /** Number of addresses with failures now. */
    public int places() {
        return places.size();
    }

    /** Whether calls to this instance failed and none has succeeded since: its endpoint needs a closer check. */
    public boolean doubts(ServiceRecord.Key instance) {
        return !places.isEmpty()
                && places.keySet().stream().anyMatch(place -> place.instance().equals(instance));
    }

    /** The failures of an address, or null. */
    @Nullable
    Ejection of(Place place) {
        return places.isEmpty() ? null : places.get(place);
    }

    /** Changes with every ejection and every success after one. */
    long version() {
        return version.get();
    }

    private void put(Place place, Ejection ejection) {
        places.put(place, ejection);
        version.incrementAndGet();
    }

    private void forgetOld(long now) {
        places.values().removeIf(ejection -> now - ejection.until > FORGET_AFTER.toNanos());
    }

    /** Removes those first whose pause is over. */
    private void makeRoom(long now) {
        if (places.size() >= MAX_PLACES) {
            places.values().removeIf(ejection -> !ejection.lasts(now));
        }
        Iterator<Ejection> any = places.values().iterator();
        while (places.size() >= MAX_PLACES && any.hasNext()) {
            any.next();
            any.remove();
        }
    }

    /**
     * The failures of an address. Times are nanoseconds of the clock.
     *
     * @param at when the last call failed
     * @param until when the pause is over
     * @param failures number of earlier failures in a row
     */
    record Ejection(long at, long until, int failures) {
        boolean lasts(long now) {
            return until - now > 0;
        }

        /** Whether a proof of that moment is older than the failure and does not count. */
        boolean outdates(long provenAt) {
            return provenAt - at <= 0;
        }
    }
}
