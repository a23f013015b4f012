package io.cameldiscovery.lan;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/** Interfaces that exist in tests only. */
final class Interfaces {

    private Interfaces() {}

    static LanInterface up(String name, int index, String... addresses) {
        return new LanInterface(name, index, true, false, addresses(addresses));
    }

    static LanInterface down(String name, int index, String... addresses) {
        return new LanInterface(name, index, false, false, addresses(addresses));
    }

    static LanInterface loopback() {
        return new LanInterface("lo", 1, true, true, addresses("127.0.0.1/8", "::1/128"));
    }

    static LanAddress address(String text) {
        String[] parts = text.split("/");
        try {
            return new LanAddress(InetAddress.getByName(parts[0]), Integer.parseInt(parts[1]));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private static List<LanAddress> addresses(String... texts) {
        return Arrays.stream(texts).map(Interfaces::address).toList();
    }
}
