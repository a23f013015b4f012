package io.cameldiscovery.client;

import io.cameldiscovery.catalogue.CatalogueEntry;
import io.cameldiscovery.catalogue.ProofKind;
import io.cameldiscovery.catalogue.Source;
import io.cameldiscovery.message.Nonce;
import io.cameldiscovery.record.Endpoint;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record found by a lookup and not verified yet.
 *
 * @param source how the lookup got the record
 * @param nonces of this claim's probes, one per address, so that a proof identifies its address
 * @param proof how the instance was proven already, or null
 * @param endpoints candidates, best first
 */
public record Claim(
        Lookup lookup,
        CatalogueEntry entry,
        Source source,
        Map<InetAddress, Nonce> nonces,
        @Nullable ProofKind proof,
        List<Endpoint> endpoints) {

    public Claim {
        nonces = Map.copyOf(nonces);
        endpoints = List.copyOf(endpoints);
    }

    /** The same claim with the instance proven; the endpoints, best first, are those of the proof's own record. */
    public Claim proven(CatalogueEntry current, ProofKind kind, List<Endpoint> reached) {
        return new Claim(lookup, current, source, nonces, kind, reached);
    }
}
