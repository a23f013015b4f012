package io.cameldiscovery.testing;

import io.cameldiscovery.lan.PortReservation;
import io.cameldiscovery.lan.PortUnavailableException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A port that nobody has at this moment, given out once only. It is none of those that the system gives to sockets that ask
 * for any (32768 and above on Linux), so that no such socket takes it before the test does; nor does a test in another
 * fork of the build, which has a range of its own.
 */
public final class FreePort {

    private static final int FORKS = 5;
    private static final int COUNT = 4_000;
    private static final int FIRST = 12_000 + COUNT * (Integer.getInteger("fork", 0) % FORKS);
    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(COUNT));

    private FreePort() {}

    public static int udp() {
        return udpAndTcp();
    }

    public static int tcp() {
        return udpAndTcp();
    }

    /** One that is free for both. */
    public static int udpAndTcp() {
        for (int tries = 0; tries < COUNT; tries++) {
            int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
            try (PortReservation both = PortReservation.reserve(port)) {
                return both.port();
            } catch (PortUnavailableException taken) {
                // The next one, then.
            }
        }
        throw new IllegalStateException("no port is free");
    }
}
