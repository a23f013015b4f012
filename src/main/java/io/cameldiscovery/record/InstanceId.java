package io.cameldiscovery.record;

import java.util.regex.Pattern;

/** The stable identity of one running server: 1 to 64 letters, digits, dots, underscores and hyphens. */
public record InstanceId(String value) implements Comparable<InstanceId> {

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /** @throws IllegalArgumentException if the id is not of that form; the message says what is */
    public InstanceId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("'" + Text.excerpt(value)
                    + "' is not an instance id: use 1 to 64 letters, digits, dots, underscores and hyphens");
        }
    }

    @Override
    public int compareTo(InstanceId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
