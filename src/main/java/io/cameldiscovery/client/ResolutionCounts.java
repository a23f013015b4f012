package io.cameldiscovery.client;

import io.cameldiscovery.catalogue.Source;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts lookups by result; successful ones by the source of the first instance. Thread-safe. */
public final class ResolutionCounts {

    private final Map<Source, LongAdder> found = new EnumMap<>(Source.class);
    private final LongAdder notFound = new LongAdder();
    private final LongAdder untrusted = new LongAdder();
    private final LongAdder nanos = new LongAdder();

    ResolutionCounts() {
        for (Source source : Source.values()) {
            found.put(source, new LongAdder());
        }
    }

    void count(Resolution resolution) {
        tally(resolution).increment();
        nanos.add(resolution.after().toNanos());
    }

    /** Lookups whose first instance came from this source. */
    public long found(Source road) {
        LongAdder tally = found.get(road);
        return tally == null ? 0 : tally.sum();
    }

    /** Lookups that nobody answered. */
    public long notFound() {
        return notFound.sum();
    }

    /** Lookups with answers of which none could be trusted. */
    public long untrusted() {
        return untrusted.sum();
    }

    /** All lookups that ended. */
    public long all() {
        return notFound()
                + untrusted()
                + found.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /** Total duration in nanoseconds. */
    public long nanos() {
        return nanos.sum();
    }

    private LongAdder tally(Resolution resolution) {
        if (resolution instanceof Resolution.Found those) {
            return found.getOrDefault(those.instances().get(0).source(), notFound);
        }
        return resolution instanceof Resolution.Untrusted ? untrusted : notFound;
    }
}
