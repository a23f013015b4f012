package io.cameldiscovery.timing;

import java.time.Duration;

/** Formats durations for logs and error messages. */
public final class InWords {

    private InWords() {}

    /** Such as {@code 24 h}, {@code 1 min 30 s}, {@code 500 ms}: whole seconds, and milliseconds below one. */
    public static String of(Duration duration) {
        if (duration.toSeconds() == 0) {
            return duration.toMillis() + " ms";
        }
        return (part(duration.toHours(), "h")
                        + part(duration.toMinutesPart(), "min")
                        + part(duration.toSecondsPart(), "s"))
                .strip();
    }

    private static String part(long number, String unit) {
        return number == 0 ? "" : " " + number + " " + unit;
    }
}
