package io.cameldiscovery.registry.dns;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The second label of a DNS-SD service (RFC 6763 section 7): {@code _udp} for what runs over UDP, {@code _tcp} for all else. */
enum Protocol {
    TCP,
    UDP;

    private static final Set<String> OVER_UDP = Set.of("udp", "coap", "coaps", "dtls");

    static Protocol of(String scheme) {
        return OVER_UDP.contains(scheme.toLowerCase(Locale.ROOT)) ? UDP : TCP;
    }

    /** The protocol of such a label, or null. */
    static @Nullable Protocol ofLabel(String label) {
        return label.equals("_tcp") ? TCP : label.equals("_udp") ? UDP : null;
    }

    String label() {
        return this == TCP ? "_tcp" : "_udp";
    }
}
