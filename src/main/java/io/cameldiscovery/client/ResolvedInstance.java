package io.cameldiscovery.client;

import io.cameldiscovery.catalogue.CatalogueEntry;
import io.cameldiscovery.catalogue.ProofKind;
import io.cameldiscovery.catalogue.Source;
import io.cameldiscovery.record.Endpoint;
import java.time.Duration;

/**
 * An instance with an endpoint that was just proven.
 *
 * @param entry the record, and how it came here
 * @param source how this lookup got the record
 * @param endpoint the proven one
 * @param provenBy how
 * @param after time from the opening of the lookup to the proof
 */
public record ResolvedInstance(
        CatalogueEntry entry, Source source, Endpoint endpoint, ProofKind provenBy, Duration after) {}
