package io.cameldiscovery.record;

/**
 * The name of a service, such as {@code orders} or {@code orders.eu}: DNS labels (RFC 1035 section 2.3.1) joined by
 * dots, at most 253 octets. Case-insensitive as in DNS: kept in lower case.
 */
public record ServiceName(String value) implements Comparable<ServiceName> {

    private static final int MAX_LENGTH = 253;
    private static final int MAX_LABEL = 63;

    /** @throws IllegalArgumentException if the name is not of that form; the message says what is */
    public ServiceName {
        value = Text.toLowerCase(value);
        if (value.length() > MAX_LENGTH || !isLabels(value)) {
            throw new IllegalArgumentException("'" + Text.excerpt(value) + "' is not a service name: use letters,"
                    + " digits and inner hyphens, in labels of at most 63 joined by dots, such as orders or orders.eu");
        }
    }

    /** Checked several times per message, so without a regular expression. */
    private static boolean isLabels(String value) {
        int start = 0;
        for (int dot = value.indexOf('.'); dot >= 0; dot = value.indexOf('.', start)) {
            if (!isLabel(value, start, dot)) {
                return false;
            }
            start = dot + 1;
        }
        return isLabel(value, start, value.length());
    }

    private static boolean isLabel(String value, int start, int end) {
        if (end <= start || end - start > MAX_LABEL || value.charAt(start) == '-' || value.charAt(end - 1) == '-') {
            return false;
        }
        for (int i = start; i < end; i++) {
            char c = value.charAt(i);
            if (!Text.isLowerCaseOrDigit(c) && c != '-') {
                return false;
            }
        }
        return true;
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
