package io.cameldiscovery.record;

import java.util.Comparator;

/**
 * The version of a record. The epoch rises with every start of the instance, the number with every change while it
 * runs; the highest (epoch, number) is the newest record, so a replayed old one loses.
 *
 * @param epoch start of the instance, 0 or more; by convention at least the Unix time of the start in seconds
 * @param number changes since that start, 0 or more
 */
public record Sequence(long epoch, long number) implements Comparable<Sequence> {

    private static final Comparator<Sequence> ORDER =
            Comparator.comparingLong(Sequence::epoch).thenComparingLong(Sequence::number);

    public Sequence {
        if (epoch < 0 || number < 0) {
            throw new IllegalArgumentException("epoch and sequence must not be negative: " + epoch + ", " + number);
        }
    }

    public Sequence next() {
        return new Sequence(epoch, number + 1);
    }

    public boolean isAfter(Sequence other) {
        return compareTo(other) > 0;
    }

    @Override
    public int compareTo(Sequence other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return epoch + "." + number;
    }
}
