package io.cameldiscovery.message;

import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import java.time.Instant;
import java.util.List;

/** The messages between nodes. {@link MessageCodec} converts them to claims; the token package signs them. */
public sealed interface DiscoveryMessage {

    /** The media type in the token's {@code typ} header, without {@code application/} (RFC 7515 section 4.1.9). */
    String type();

    /** A message that carries a record: its signer must be allowed to announce that service. */
    sealed interface Statement extends DiscoveryMessage {
        ServiceRecord record();
    }

    /**
     * A statement that repeats the nonce of a question, which proves that the instance is alive even if clocks are
     * wrong.
     */
    sealed interface Proven extends Statement {
        Nonce nonce();
    }

    /** A record that nobody asked for: announced, registered or stored. */
    record Announcement(ServiceRecord record) implements Statement {
        @Override
        public String type() {
            return MessageCodec.RECORD;
        }
    }

    /** Withdraws an instance. */
    record Goodbye(ServiceRecord record) implements Statement {
        @Override
        public String type() {
            return MessageCodec.RECORD;
        }
    }

    /**
     * Asks who offers a service.
     *
     * @param attempt 0 at first, 1 more each time the query is repeated with the same nonce
     * @param known instances that need not answer unless they have a newer record
     */
    record Query(ServiceName service, Nonce nonce, Instant issued, int attempt, List<KnownInstance> known)
            implements DiscoveryMessage {
        public Query {
            known = List.copyOf(known);
            issued = Instant.ofEpochSecond(issued.getEpochSecond());
            if (attempt < 0) {
                throw new IllegalArgumentException("attempts count from 0, not " + attempt);
            }
        }

        @Override
        public String type() {
            return MessageCodec.QUERY;
        }
    }

    /** The answer to a query: a record with the nonce of the query. */
    record Response(ServiceRecord record, Nonce nonce) implements Proven {
        @Override
        public String type() {
            return MessageCodec.RESPONSE;
        }
    }

    /** Confirms a response, so that the instance need not repeat it. */
    record Acknowledgment(Nonce nonce, InstanceId instance) implements DiscoveryMessage {
        @Override
        public String type() {
            return MessageCodec.ACKNOWLEDGMENT;
        }
    }

    /** Asks one address whether an instance is alive there. */
    record Probe(ServiceName service, InstanceId instance, Nonce nonce, Instant issued) implements DiscoveryMessage {
        public Probe {
            issued = Instant.ofEpochSecond(issued.getEpochSecond());
        }

        @Override
        public String type() {
            return MessageCodec.PROBE;
        }
    }

    /** The answer to a probe. */
    record Proof(ServiceRecord record, Nonce nonce) implements Proven {
        @Override
        public String type() {
            return MessageCodec.PROOF;
        }
    }
}
