package io.cameldiscovery.catalogue;

import io.cameldiscovery.record.Endpoint;

/**
 * The proof that an endpoint answered and was who it said.
 *
 * @param endpoint which of the record's endpoints it was
 * @param kind how it was proven
 * @param at when, in nanoseconds of the node's {@link io.cameldiscovery.timing.MonotonicClock}
 */
public record Verification(Endpoint endpoint, ProofKind kind, long at) {}
