package io.cameldiscovery.record;

/** The stable identity of one running server: 1 to 64 letters, digits, dots, underscores and hyphens. */
public record InstanceId(String value) implements Comparable<InstanceId> {

    private static final int MAX_LENGTH = 64;

    /** @throws IllegalArgumentException if the id is not of that form; the message says what is */
    public InstanceId {
        if (!isOfForm(value)) {
            throw new IllegalArgumentException("'" + Text.excerpt(value)
                    + "' is not an instance id: use 1 to 64 letters, digits, dots, underscores and hyphens");
        }
    }

    /** {@code [A-Za-z0-9._-]{1,64}}: checked several times per message, so without a regular expression. */
    private static boolean isOfForm(String value) {
        if (value.isEmpty() || value.length() > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (!Text.isLowerCaseOrDigit(c) && !(c >= 'A' && c <= 'Z') && c != '.' && c != '_' && c != '-') {
                return false;
            }
        }
        return true;
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
