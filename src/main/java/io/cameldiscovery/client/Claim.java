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
 * A record that a lookup was told of, on its way to a proof.
 *
 * @param source the road by which the lookup was told
 * @param nonces for the probes of this claim, one for each address, so that a proof tells which one it proves
 * @param proof how the instance itself was proven already, or null
 * @param endpoints where it may be, best first
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
