package io.cameldiscovery.client;

import io.cameldiscovery.catalogue.CatalogueEntry;
import io.cameldiscovery.catalogue.Verification;
import io.cameldiscovery.record.Endpoint;
import io.cameldiscovery.record.ServiceRecord;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An instance ready for use: its address was proven recently. Immutable; made once per proof, so that
 * picking it costs next to nothing.
 */
public final class ProvenInstance {

    private final CatalogueEntry entry;
    private final Endpoint endpoint;
    private final Verification proof;
    private final String uri;
    private final String host;

    ProvenInstance(CatalogueEntry entry, Endpoint endpoint, Verification proof) {
        this.entry = entry;
        this.endpoint = endpoint;
        this.proof = proof;
        this.uri = endpoint.toString();
        this.host = endpoint.uri().getHost();
    }

    /** The record, and how it came here. */
    public CatalogueEntry entry() {
        return entry;
    }

    public ServiceRecord record() {
        return entry.record();
    }

    public Endpoint endpoint() {
        return endpoint;
    }

    /** Which endpoint of the instance was proven, how and when: it is at the same address as {@link #endpoint()}. */
    public Verification proof() {
        return proof;
    }

    /** Where calls that fail are counted. */
    public Place place() {
        return new Place(entry.key(), endpoint);
    }

    // What simple expressions name, such as ${body.uri}.

    /** The endpoint as text, such as {@code http://10.7.0.5:8080/api}. */
    public String getUri() {
        return uri;
    }

    /** The literal address, an IPv6 one in brackets, as it stands in the URI. */
    public String getHost() {
        return host;
    }

    /** The port, or -1 if neither the endpoint nor its scheme names one. */
    public int getPort() {
        return endpoint.port();
    }

    /** The instance id. */
    public String getInstance() {
        return entry.record().instance().value();
    }

    public String getService() {
        return entry.record().service().value();
    }

    public @Nullable String getRegion() {
        return entry.record().region();
    }

    public Map<String, String> getMetadata() {
        return entry.record().metadata();
    }

    @Override
    public String toString() {
        return entry.key() + " at " + uri;
    }
}
