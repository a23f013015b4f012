package io.cameldiscovery.record;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The name of a service, such as {@code orders} or {@code orders.eu}: DNS labels (RFC 1035 section 2.3.1) joined by
 * dots, at most 253 octets. Compared, as in DNS, without regard to case; kept in lower case.
 */
public record ServiceName(String value) implements Comparable<ServiceName> {

    private static final int MAX_LENGTH = 253;
    private static final Pattern LABELS =
            Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*+");

    /** @throws IllegalArgumentException if the name is not of that form; the message says what is */
    public ServiceName {
        value = value.toLowerCase(Locale.ROOT);
        if (value.length() > MAX_LENGTH || !LABELS.matcher(value).matches()) {
            throw new IllegalArgumentException("'" + Text.excerpt(value) + "' is not a service name: use letters,"
                    + " digits and inner hyphens, in labels of at most 63 joined by dots, such as orders or orders.eu");
        }
    }

    @Override
    public int compareTo(ServiceName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
