package io.cameldiscovery.registry.lookup;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A blocking query: how long a client waits for a change.
 *
 * @param index the index that the client has seen; 0 if it does not want to wait
 * @param limit after which it is answered in any case
 */
public record BlockingQuery(long index, Duration limit) {

    /** Answers at once. */
    public static final BlockingQuery NONE = new BlockingQuery(0, Duration.ZERO);

    private static final Pattern INDEX = Pattern.compile("\\d{1,18}");
    private static final Pattern PART = Pattern.compile("(\\d{1,9})(?:\\.(\\d{1,9}))?(ms|s|m|h)");

    /**
     * Reads the parameters of a query.
     *
     * @param index a number of up to 18 digits, or null
     * @param limit as {@code 30s}, {@code 1m30s} or {@code 1.5s}, with the units ms, s, m and h; or null
     * @param usual how long a client waits that does not say
     * @param longest how long a client waits at most, whatever it says
     * @throws IllegalArgumentException if one is neither; the message says what to write
     */
    public static BlockingQuery parse(
            @Nullable String index, @Nullable String limit, Duration usual, Duration longest) {
        Duration asked = limit == null ? usual : duration(limit);
        return new BlockingQuery(index == null ? 0 : index(index), asked.compareTo(longest) < 0 ? asked : longest);
    }

    /** @throws IllegalArgumentException if it is no number of up to 18 digits */
    public static long index(String text) {
        if (!INDEX.matcher(text).matches()) {
            throw new IllegalArgumentException("an index is a number that this registry gave, of up to 18 digits");
        }
        return Long.parseLong(text);
    }

    private static Duration duration(String text) {
        Duration sum = Duration.ZERO;
        Matcher part = PART.matcher(text);
        int end = 0;
        while (part.find() && part.start() == end) {
            Duration unit = unit(part.group(3));
            sum = sum.plus(unit.multipliedBy(Long.parseLong(part.group(1))));
            if (part.group(2) != null) {
                sum = sum.plusNanos((long) (unit.toNanos() * Double.parseDouble("0." + part.group(2))));
            }
            end = part.end();
        }
        if (text.isEmpty() || end != text.length() || text.length() > 50) {
            throw new IllegalArgumentException(
                    "wait is a duration such as 30s or 1m30s, with the units ms, s, m and h");
        }
        return sum;
    }

    private static Duration unit(String name) {
        return switch (name) {
            case "ms" -> Duration.ofMillis(1);
            case "s" -> Duration.ofSeconds(1);
            case "m" -> Duration.ofMinutes(1);
            default -> Duration.ofHours(1);
        };
    }
}
