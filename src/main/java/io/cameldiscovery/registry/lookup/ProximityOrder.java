package io.cameldiscovery.registry.lookup;

import io.cameldiscovery.record.Endpoint;
import io.cameldiscovery.record.ServiceRecord;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Proximity of an instance to a region or address. Regions are compared by their parts, as in {@code eu-west-1a}: the
 * more of them are the same from the beginning, the nearer. Addresses are compared bit by bit, as routing does.
 * Immutable.
 */
final class ProximityOrder {

    private static final int MAX_LENGTH = 255;
    private static final Pattern BETWEEN_PARTS = Pattern.compile("[-_./: ]+");
    private static final Pattern IPV4 = Pattern.compile("(\\d{1,3}\\.){3}\\d{1,3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
    private static final int NOT_AT_ALL = -1;

    private final String region;
    private final List<String> parts;
    private final byte @Nullable [] address;

    private ProximityOrder(String region, byte @Nullable [] address) {
        this.region = region;
        this.parts = parts(region);
        this.address = address;
    }

    /**
     * @param text a region, or an IP address
     * @throws IllegalArgumentException if it is neither; the message says what to write
     */
    static ProximityOrder parse(String text) {
        if (text.isBlank() || text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "write near= with a region such as eu-west or an address such as 10.7.0.5, of at most " + MAX_LENGTH
                            + " characters");
        }
        boolean four = IPV4.matcher(text).matches();
        boolean six = IPV6.matcher(text).matches();
        return new ProximityOrder(text, four || six ? octets(text, four) : null);
    }

    private static byte[] octets(String text, boolean four) {
        try {
            return Endpoint.parse(four ? "http://" + text + "/" : "http://[" + text + "]/")
                    .address()
                    .getAddress();
        } catch (IllegalArgumentException notAddress) {
            throw new IllegalArgumentException("write near= with an address such as 10.7.0.5 or fd00::5", notAddress);
        }
    }

    private static List<String> parts(String region) {
        return List.of(BETWEEN_PARTS.split(region.toLowerCase(Locale.ROOT)));
    }

    /**
     * How near: the greater, the nearer. Less than 0 if there is nothing to compare.
     *
     * @param record null if it may not be looked at
     */
    public int to(@Nullable ServiceRecord record) {
        if (record == null) {
            return NOT_AT_ALL;
        }
        byte[] wanted = address;
        return wanted == null
                ? toRegion(record.region())
                : record.endpoints().stream()
                        .mapToInt(endpoint -> commonBits(wanted, endpoint.address()))
                        .max()
                        .orElse(NOT_AT_ALL);
    }

    private int toRegion(@Nullable String other) {
        if (other == null) {
            return NOT_AT_ALL;
        } else if (other.equals(region)) {
            return Integer.MAX_VALUE;
        }
        List<String> others = parts(other);
        int common = 0;
        while (common < Math.min(parts.size(), others.size())
                && parts.get(common).equals(others.get(common))) {
            common++;
        }
        return common;
    }

    private static int commonBits(byte[] one, InetAddress other) {
        byte[] octets = other.getAddress();
        if (octets.length != one.length) {
            return NOT_AT_ALL;
        }
        for (int i = 0; i < one.length; i++) {
            int differ = (one[i] ^ octets[i]) & 0xFF;
            if (differ != 0) {
                return 8 * i + Integer.numberOfLeadingZeros(differ) - 24;
            }
        }
        return 8 * one.length;
    }
}
