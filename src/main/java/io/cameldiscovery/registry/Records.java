package io.cameldiscovery.registry;

import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import java.util.Optional;

/** Opens the records of instances, for those who do not verify tokens themselves. Thread-safe. */
@FunctionalInterface
public interface Records {

    /**
     * What an instance states; nothing if that is not to be shown. Opening it for the first time costs a check of its
     * signature, so this is no work for an event loop.
     */
    Optional<ServiceRecord> open(ServiceName service, Outcome.Instance instance);

    /** Whether it was opened before, so that {@link #open} takes no time. */
    default boolean isAtHand(Outcome.Instance instance) {
        return true;
    }
}
