package io.cameldiscovery.registry;

import io.cameldiscovery.record.Sequence;
import java.util.concurrent.CompletableFuture;

/** What became of the wish to hold a lease, or to end one. */
public sealed interface Grant {

    /**
     * The lease is held; tell the instance so once {@code durable} has completed.
     *
     * @param first true if the instance held none before
     */
    record Granted(Lease lease, boolean first, CompletableFuture<Void> durable) implements Grant {}

    /** The lease has ended; tell the instance so once {@code durable} has completed. */
    record Ended(CompletableFuture<Void> durable) implements Grant {}

    /** Something newer is known of this instance. */
    record Older(Sequence known) implements Grant {}

    /**
     * Somebody else speaks for this instance, and this statement cannot take the place of what is known: another key, or
     * another node that has the same.
     */
    record Conflict(String knownKey, String otherKey) implements Grant {}

    /** The registry keeps as many leases as it may. */
    record RegistryFull(int limit) implements Grant {}

    /** The registry keeps as many instances of this service as it may. */
    record ServiceFull(int limit) implements Grant {}
}
