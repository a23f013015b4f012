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
 * Where calls failed. Such a place is not picked before there is a proof that is newer than the failure, and then, while
 * there are others, not before a pause is over, which is longer each time in a row. Bounded, and thread-safe.
 */
public final class Ejections {

    private static final int MAX_PLACES = 10_000;
    private static final Duration FORGET_AFTER = Duration.ofMinutes(10);

    private final Backoff pauses;
    private final MonotonicClock clock;
    private final Map<Place, Ejection> places = new ConcurrentHashMap<>();
    private final AtomicLong version = new AtomicLong();
    private final LongAdder count = new LongAdder();

    /** @param pauses how long a place is out after each failure in a row */
    public Ejections(Backoff pauses, MonotonicClock clock) {
        this.pauses = pauses;
        this.clock = clock;
    }

    /**
     * A call failed there.
     *
     * @return for how long the place is out now; empty if it was out already
     */
    public synchronized Optional<Duration> failed(Place place) {
        long now = clock.nanos();
        forgetOld(now);
        Ejection before = places.get(place);
        if (before != null && before.lasts(now)) {
            // The calls that were under way are no further failure, but need a newer proof as well.
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
     * A call succeeded there: what was before is forgotten, unless the instance was picked before the last failure and so
     * says nothing about the time after it.
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

    /** How often a place was ejected. */
    public long count() {
        return count.sum();
    }

    /** How many places have something held against them now. */
    public int places() {
        return places.size();
    }

    /** Whether calls to that instance failed and none succeeded since: its endpoint is to be looked at more closely. */
    public boolean doubts(ServiceRecord.Key instance) {
        return !places.isEmpty()
                && places.keySet().stream().anyMatch(place -> place.instance().equals(instance));
    }

    /** What is held against a place; null if nothing is. */
    @Nullable
    Ejection of(Place place) {
        return places.isEmpty() ? null : places.get(place);
    }

    /** Differs from before when anything was ejected or forgiven since. */
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

    /** Those whose pause is over go first. */
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
     * What is held against a place. Moments are nanoseconds of the clock.
     *
     * @param at when the last call failed
     * @param until when the pause is over
     * @param failures how many pauses there were before, in a row
     */
    record Ejection(long at, long until, int failures) {
        boolean lasts(long now) {
            return until - now > 0;
        }

        /** Whether a proof of that moment is older than the failure, and so says nothing. */
        boolean outdates(long provenAt) {
            return provenAt - at <= 0;
        }
    }
}
