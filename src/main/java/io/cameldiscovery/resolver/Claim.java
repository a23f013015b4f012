package io.cameldiscovery.resolver;

import io.cameldiscovery.catalogue.CatalogueEntry;
import io.cameldiscovery.catalogue.Source;
import io.cameldiscovery.message.Nonce;
import io.cameldiscovery.record.Endpoint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record that a lookup was told of, on its way to a proof.
 *
 * @param source the road by which the lookup was told
 * @param nonce for the probes of this claim
 * @param proof how the instance itself was proven already, or null
 * @param endpoints where it may be, best first
 */
public record Claim(
        Lookup lookup,
        CatalogueEntry entry,
        Source source,
        Nonce nonce,
        @Nullable ProofKind proof,
        List<Endpoint> endpoints) {

    public Claim {
        endpoints = List.copyOf(endpoints);
    }

    /** The same claim with the instance proven; the endpoints, best first, are those of the proof's own record. */
    public Claim proven(CatalogueEntry current, ProofKind kind, List<Endpoint> reached) {
        return new Claim(lookup, current, source, nonce, kind, reached);
    }
}
