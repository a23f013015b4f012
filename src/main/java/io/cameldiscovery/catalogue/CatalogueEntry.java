package io.cameldiscovery.catalogue;

import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.record.Version;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A record that a node knows, with source and age. Immutable. Moments are nanoseconds of the node's
 * {@link io.cameldiscovery.timing.MonotonicClock}.
 *
 * @param record what the instance states
 * @param token the signed statement as it came, for others to verify
 * @param keyId the key that signed it
 * @param source the road of the newest statement
 * @param sender where that datagram came from, or null if it was none
 * @param learnedAt when it came
 * @param expiresAt when it ends to be true unless heard again
 * @param verification the proof that one of the endpoints answered, if there was one
 * @param stale whether a verification failed and nothing was heard since
 */
public record CatalogueEntry(
        ServiceRecord record,
        String token,
        String keyId,
        Source source,
        @Nullable InetSocketAddress sender,
        long learnedAt,
        long expiresAt,
        Optional<Verification> verification,
        boolean stale) {

    /** Which instance of which service this is about. */
    public ServiceRecord.Key key() {
        return record.key();
    }

    Version version() {
        return Version.of(record, keyId);
    }

    /** The first statement about an instance, or one that replaces all that was known of it. */
    static CatalogueEntry of(Learned learned, long now, long expiresAt) {
        return new CatalogueEntry(
                learned.record(),
                learned.token(),
                learned.keyId(),
                learned.source(),
                learned.sender(),
                now,
                expiresAt,
                Optional.empty(),
                false);
    }

    boolean isOver(long now) {
        return now - expiresAt >= 0;
    }

    /** This newer record in the place of the known one: an endpoint that both have needs no new proof. */
    CatalogueEntry succeeding(CatalogueEntry known) {
        boolean sameHolder = keyId.equals(known.keyId);
        return with(
                known.verification.filter(
                        proof -> sameHolder && record.endpoints().contains(proof.endpoint())),
                false);
    }

    /** This repetition of the known record, which never shortens its life. */
    CatalogueEntry refreshing(CatalogueEntry known, boolean live) {
        boolean repeated = !record.issued().isAfter(known.record.issued());
        return new CatalogueEntry(
                record,
                token,
                keyId,
                source,
                sender,
                learnedAt,
                repeated || expiresAt - known.expiresAt < 0 ? known.expiresAt : expiresAt,
                known.verification,
                known.stale && !live);
    }

    CatalogueEntry proven(Verification proof) {
        return with(Optional.of(proof), false);
    }

    CatalogueEntry failed() {
        return with(Optional.empty(), true);
    }

    private CatalogueEntry with(Optional<Verification> proof, boolean nowStale) {
        return new CatalogueEntry(record, token, keyId, source, sender, learnedAt, expiresAt, proof, nowStale);
    }

    @Override
    public String toString() {
        return key() + " " + record.sequence() + " by " + source.label() + ", signed by " + keyId;
    }
}
