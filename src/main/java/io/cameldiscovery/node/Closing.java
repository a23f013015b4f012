package io.cameldiscovery.node;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes what belongs together, and goes on when a part fails: what one leaves open is no reason to leave all open. */
public final class Closing {

    private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

    private Closing() {}

    /** Closes one after the other, those that are there. What fails is logged, once for all. */
    public static void all(@Nullable AutoCloseable... parts) {
        all(Arrays.asList(parts));
    }

    static void all(Iterable<@Nullable AutoCloseable> parts) {
        Throwable failure = null;
        for (@Nullable AutoCloseable part : parts) {
            try {
                if (part != null) {
                    part.close();
                }
            } catch (Throwable fault) {
                if (failure == null) {
                    failure = fault;
                } else {
                    failure.addSuppressed(fault);
                }
            }
        }
        if (failure != null) {
            LOG.warn("Not everything could be closed", failure);
        }
    }
}
