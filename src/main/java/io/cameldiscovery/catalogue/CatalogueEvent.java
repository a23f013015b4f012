package io.cameldiscovery.catalogue;

import io.cameldiscovery.record.ServiceRecord;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Something that happened to an instance in the catalogue. */
public sealed interface CatalogueEvent {

    /** Which instance it happened to. */
    ServiceRecord.Key key();

    /** An instance appeared. */
    record Up(CatalogueEntry entry) implements CatalogueEvent {
        @Override
        public ServiceRecord.Key key() {
            return entry.key();
        }
    }

    /** An instance is reached elsewhere: its endpoints changed. */
    record Moved(CatalogueEntry before, CatalogueEntry after) implements CatalogueEvent {
        @Override
        public ServiceRecord.Key key() {
            return after.key();
        }
    }

    /** An instance could not be verified: it is not handed out for now. */
    record Stale(CatalogueEntry entry) implements CatalogueEvent {
        @Override
        public ServiceRecord.Key key() {
            return entry.key();
        }
    }

    /** A stale instance was heard again or proven at the same place. */
    record Recovered(CatalogueEntry entry) implements CatalogueEvent {
        @Override
        public ServiceRecord.Key key() {
            return entry.key();
        }
    }

    /** An instance is gone. */
    record Down(CatalogueEntry entry, Reason reason) implements CatalogueEvent {
        @Override
        public ServiceRecord.Key key() {
            return entry.key();
        }
    }

    /**
     * Somebody else claims to be a known instance; the known record stays.
     *
     * @param known what the catalogue goes on believing
     * @param claimedKeyId the key that signed the claim; equal to the known one if two nodes share key and instance id
     * @param sender where the claim's datagram came from, or null if it was none
     */
    record Conflict(
            CatalogueEntry known,
            String claimedKeyId,
            @Nullable InetSocketAddress sender) implements CatalogueEvent {
        @Override
        public ServiceRecord.Key key() {
            return known.key();
        }
    }

    /** Why an instance is gone. */
    enum Reason {
        GOODBYE,
        EXPIRED
    }
}
