package io.cameldiscovery.client;

import io.cameldiscovery.record.Weight;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** The load-balancing strategies. */
public final class PickStrategies {

    private static final int MOST_WEIGHT = 1_000_000;

    private PickStrategies() {}

    /** Always the lowest instance id: one active server, the others on standby. */
    public static PickStrategy first() {
        return instances -> {
            ProvenInstance first = instances.get(0);
            return key -> first;
        };
    }

    /** Round robin. */
    public static PickStrategy roundRobin() {
        AtomicInteger turn = new AtomicInteger(ThreadLocalRandom.current().nextInt(1 << 16));
        return instances -> {
            ProvenInstance[] all = instances.toArray(ProvenInstance[]::new);
            return key -> all[Math.floorMod(turn.getAndIncrement(), all.length)];
        };
    }

    /**
     * Weighted random.
     *
     * @param weightKey which metadata holds the weight: 0 to 1,000,000; what has none or no such number weighs 1. If all
     *     weigh 0, all weigh the same
     */
    public static PickStrategy random(String weightKey) {
        return instances -> {
            ProvenInstance[] all = instances.toArray(ProvenInstance[]::new);
            long[] upTo = cumulative(all, weightKey);
            long total = upTo[upTo.length - 1];
            return key -> {
                if (total == 0) {
                    return all[ThreadLocalRandom.current().nextInt(all.length)];
                }
                int found =
                        Arrays.binarySearch(upTo, ThreadLocalRandom.current().nextLong(total) + 1);
                return all[firstWith(upTo, found < 0 ? -found - 1 : found)];
            };
        };
    }

    /** Round robin among the instances of the first region in the list that has any; among all if none has. */
    public static PickStrategy nearest(List<String> regions) {
        PickStrategy turns = roundRobin();
        return instances -> {
            for (String region : regions) {
                List<ProvenInstance> there = instances.stream()
                        .filter(instance -> region.equals(instance.getRegion()))
                        .toList();
                if (!there.isEmpty()) {
                    return turns.among(there);
                }
            }
            return turns.among(instances);
        };
    }

    /**
     * The same instance for the same key while it is available (rendezvous hashing: when one goes, only its keys move).
     * Without a key: round robin.
     */
    public static PickStrategy sticky() {
        PickStrategy keyless = roundRobin();
        return instances -> {
            PickStrategy.Picker any = keyless.among(instances);
            ProvenInstance[] all = instances.toArray(ProvenInstance[]::new);
            long[] seeds = instances.stream()
                    .mapToLong(instance -> hash(instance.getInstance()))
                    .toArray();
            return key -> key == null || key.isEmpty() ? any.pick(null) : all[highest(seeds, hash(key))];
        };
    }

    private static int highest(long[] seeds, long key) {
        int best = 0;
        long score = mix(seeds[0] ^ key);
        for (int i = 1; i < seeds.length; i++) {
            long other = mix(seeds[i] ^ key);
            if (Long.compareUnsigned(other, score) > 0) {
                best = i;
                score = other;
            }
        }
        return best;
    }

    /** FNV-1a over the characters, 64 bits. */
    private static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }

    /** Spreads every bit over all others (the finaliser of SplitMix64). */
    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }

    private static long[] cumulative(ProvenInstance[] all, String weightKey) {
        long[] upTo = new long[all.length];
        long total = 0;
        for (int i = 0; i < all.length; i++) {
            total += Weight.of(all[i].getMetadata().get(weightKey), MOST_WEIGHT);
            upTo[i] = total;
        }
        return upTo;
    }

    /** An instance of weight 0 has the same upper bound as the one before it, and the search may return it. */
    private static int firstWith(long[] upTo, int found) {
        int index = found;
        while (index > 0 && upTo[index - 1] == upTo[found]) {
            index--;
        }
        return index;
    }
}
