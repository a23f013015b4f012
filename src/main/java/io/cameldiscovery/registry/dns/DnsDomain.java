package io.cameldiscovery.registry.dns;

import io.cameldiscovery.record.ServiceName;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/** The registry's DNS domain, such as {@code discovery.internal}. */
public final class DnsDomain {

    private static final int MAX_LENGTH = 100;

    private final Name name;

    private DnsDomain(Name name) {
        this.name = name;
    }

    /**
     * @param text labels of letters, digits and inner hyphens, with or without a dot at the end; at most 100 characters,
     *     so that there is room for the names of services
     * @throws IllegalArgumentException if it is none, or one that others own: the root, {@code local} (RFC 6762)
     */
    public static DnsDomain parse(String text) {
        String labels = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        if (labels.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("at most " + MAX_LENGTH + " characters");
        }
        // The same form as the name of a service.
        String checked;
        try {
            checked = new ServiceName(labels).value();
        } catch (IllegalArgumentException notLabels) {
            throw new IllegalArgumentException("labels of letters, digits and inner hyphens joined by dots", notLabels);
        }
        if (checked.equals("local") || checked.endsWith(".local")) {
            throw new IllegalArgumentException("local belongs to multicast DNS, no name server is asked for it");
        }
        try {
            return new DnsDomain(Name.fromString(checked + "."));
        } catch (TextParseException impossible) {
            throw new IllegalArgumentException("not a domain", impossible);
        }
    }

    Name name() {
        return name;
    }

    @Override
    public String toString() {
        return name.toString(true);
    }
}
