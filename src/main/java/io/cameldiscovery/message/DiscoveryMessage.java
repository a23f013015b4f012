package io.cameldiscovery.message;

import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import java.time.Instant;
import java.util.List;

/** What nodes say to each other; {@link MessageCodec} gives each its claims, the token package its signature. */
public sealed interface DiscoveryMessage {

    /** The media type in the token's {@code typ} header, without {@code application/} (RFC 7515 section 4.1.9). */
    String type();

    /** A message that carries a record, and so is only as good as its signer's right to announce that service. */
    sealed interface Statement extends DiscoveryMessage {
        ServiceRecord record();
    }

    /** A statement that answers a nonce, which proves that the instance is alive whatever the clocks say. */
    sealed interface Proven extends Statement {
        Nonce nonce();
    }

    /** An unsolicited record: announced, registered or stored. */
    record Announcement(ServiceRecord record) implements Statement {
        @Override
        public String type() {
            return MessageCodec.RECORD;
        }
    }

    /** A record that withdraws itself. */
    record Goodbye(ServiceRecord record) implements Statement {
        @Override
        public String type() {
            return MessageCodec.RECORD;
        }
    }

    /**
     * Who offers this service?
     *
     * @param attempt 0 for the first time, then one more each time the query is repeated with the same nonce
     * @param known instances that need not answer
     */
    record Query(ServiceName service, Nonce nonce, Instant issued, int attempt, List<KnownInstance> known)
            implements DiscoveryMessage {
        public Query {
            known = List.copyOf(known);
            issued = Instant.ofEpochSecond(issued.getEpochSecond());
            if (attempt < 0) {
                throw new IllegalArgumentException("an attempt is counted from 0, not " + attempt);
            }
        }

        @Override
        public String type() {
            return MessageCodec.QUERY;
        }
    }

    /** A record bound to a query. */
    record Response(ServiceRecord record, Nonce nonce) implements Proven {
        @Override
        public String type() {
            return MessageCodec.RESPONSE;
        }
    }

    /** The client's receipt for a response: the instance need not repeat it. */
    record Acknowledgment(Nonce nonce, InstanceId instance) implements DiscoveryMessage {
        @Override
        public String type() {
            return MessageCodec.ACKNOWLEDGMENT;
        }
    }

    /** Is this instance there? Sent to one address to verify it. */
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
