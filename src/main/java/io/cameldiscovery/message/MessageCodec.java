package io.cameldiscovery.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cameldiscovery.message.DiscoveryMessage.Acknowledgment;
import io.cameldiscovery.message.DiscoveryMessage.Announcement;
import io.cameldiscovery.message.DiscoveryMessage.Goodbye;
import io.cameldiscovery.message.DiscoveryMessage.Probe;
import io.cameldiscovery.message.DiscoveryMessage.Proof;
import io.cameldiscovery.message.DiscoveryMessage.Query;
import io.cameldiscovery.message.DiscoveryMessage.Response;
import io.cameldiscovery.record.Endpoint;
import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.Sequence;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Converts messages to JSON claims and back, protocol version 1 (docs/protocol.md, "Claims"). Thread-safe. */
public final class MessageCodec {

    /** The protocol version that this code speaks. */
    public static final int VERSION = 1;

    public static final String RECORD = "sd-record+jwt";
    public static final String QUERY = "sd-query+jwt";
    public static final String RESPONSE = "sd-response+jwt";
    public static final String ACKNOWLEDGMENT = "sd-ack+jwt";
    public static final String PROBE = "sd-probe+jwt";
    public static final String PROOF = "sd-proof+jwt";

    private static final int MAX_KNOWN = 64;

    /** 9999-12-31T23:59:59Z, the last second that RFC 3339 can write. */
    private static final long LAST_SECOND = 253_402_300_799L;

    private static final JsonMapper MAPPER = StrictJson.mapper();
    private static final ObjectReader READER = MAPPER.readerFor(Claims.class);
    private static final ObjectWriter WRITER = MAPPER.writerFor(Claims.class);

    private MessageCodec() {}

    /** The claims of a message, as UTF-8 JSON. Equal messages give equal bytes. */
    public static byte[] encode(DiscoveryMessage message) {
        try {
            return WRITER.writeValueAsBytes(Claims.of(message));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("plain values always encode", impossible);
        }
    }

    /**
     * Reads the claims of a message of this type.
     *
     * @throws MalformedMessageException if they are not valid; unknown claims are ignored (RFC 7519 section 4)
     */
    public static DiscoveryMessage decode(String type, byte[] json) throws MalformedMessageException {
        Claims claims;
        try {
            claims = READER.readValue(StrictJson.text(json));
        } catch (IOException notClaims) {
            throw new MalformedMessageException("the claims are not the JSON of a message");
        }
        if (claims == null) {
            throw new MalformedMessageException("there are no claims");
        }
        long version = Claims.need(claims.version(), "v");
        if (version != VERSION) {
            throw new MalformedMessageException("protocol version " + version + " is not supported, only " + VERSION);
        }
        try {
            return claims.toMessage(type);
        } catch (IllegalArgumentException outOfRange) {
            throw new MalformedMessageException(String.valueOf(outOfRange.getMessage()));
        }
    }

    private static final Long SPOKEN = (long) VERSION;

    /** The claims of all messages, null where a message has none. The order is that of docs/protocol.md. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonPropertyOrder({
        "v", "sub", "iid", "ep", "up", "epo", "seq", "iat", "exp", "md", "rgn", "bye", "jti", "try", "kn", "nonce"
    })
    private record Claims(
            @JsonProperty("v") @Nullable Long version,
            @JsonProperty("sub") @Nullable String service,
            @JsonProperty("iid") @Nullable String instance,
            @JsonProperty("ep") @Nullable List<String> endpoints,
            @JsonProperty("up") @Nullable Long probePort,
            @JsonProperty("epo") @Nullable Long epoch,
            @JsonProperty("seq") @Nullable Long sequence,
            @JsonProperty("iat") @Nullable Long issued,
            @JsonProperty("exp") @Nullable Long expires,
            @JsonProperty("md") @Nullable Map<String, String> metadata,
            @JsonProperty("rgn") @Nullable String region,
            @JsonProperty("bye") @Nullable Boolean bye,
            @JsonProperty("jti") @Nullable String id,
            @JsonProperty("try") @Nullable Long attempt,
            @JsonProperty("kn") @Nullable List<Known> known,
            @JsonProperty("nonce") @Nullable String nonce) {

        static Claims of(DiscoveryMessage message) {
            if (message instanceof Announcement announcement) {
                return ofRecord(announcement.record(), null, null);
            } else if (message instanceof Goodbye goodbye) {
                return ofRecord(goodbye.record(), true, null);
            } else if (message instanceof DiscoveryMessage.Proven proven) {
                return ofRecord(proven.record(), null, proven.nonce());
            } else if (message instanceof Query query) {
                List<Known> known = query.known().isEmpty()
                        ? null
                        : query.known().stream().map(Known::of).toList();
                return new Claims(
                        SPOKEN,
                        query.service().value(),
                        null,
                        null,
                        null,
                        null,
                        null,
                        query.issued().getEpochSecond(),
                        null,
                        null,
                        null,
                        null,
                        query.nonce().value(),
                        (long) query.attempt(),
                        known,
                        null);
            } else if (message instanceof Acknowledgment ack) {
                return new Claims(
                        SPOKEN,
                        null,
                        ack.instance().value(),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        ack.nonce().value());
            } else if (message instanceof Probe probe) {
                return new Claims(
                        SPOKEN,
                        probe.service().value(),
                        probe.instance().value(),
                        null,
                        null,
                        null,
                        null,
                        probe.issued().getEpochSecond(),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        probe.nonce().value());
            }
            throw new IllegalStateException("not a message of this protocol: " + message);
        }

        private static Claims ofRecord(ServiceRecord record, @Nullable Boolean bye, @Nullable Nonce nonce) {
            return new Claims(
                    SPOKEN,
                    record.service().value(),
                    record.instance().value(),
                    record.endpoints().stream().map(Endpoint::toString).toList(),
                    record.probePort() == 0 ? null : (long) record.probePort(),
                    record.sequence().epoch(),
                    record.sequence().number(),
                    record.issued().getEpochSecond(),
                    record.expires().getEpochSecond(),
                    entriesOf(record),
                    record.region(),
                    bye,
                    null,
                    null,
                    null,
                    nonce == null ? null : nonce.value());
        }

        private static @Nullable Map<String, String> entriesOf(ServiceRecord record) {
            return record.metadata().isEmpty() ? null : new TreeMap<>(record.metadata());
        }

        DiscoveryMessage toMessage(String type) throws MalformedMessageException {
            return switch (type) {
                case RECORD -> Boolean.TRUE.equals(bye) ? new Goodbye(record()) : new Announcement(record());
                case RESPONSE -> new Response(record(), new Nonce(need(nonce, "nonce")));
                case PROOF -> new Proof(record(), new Nonce(need(nonce, "nonce")));
                case QUERY ->
                    new Query(
                            new ServiceName(need(service, "sub")),
                            new Nonce(need(id, "jti")),
                            time(issued, "iat"),
                            attempt == null ? 0 : number(attempt, 0, Integer.MAX_VALUE, "try"),
                            knownInstances());
                case ACKNOWLEDGMENT ->
                    new Acknowledgment(new Nonce(need(nonce, "nonce")), new InstanceId(need(instance, "iid")));
                case PROBE ->
                    new Probe(
                            new ServiceName(need(service, "sub")),
                            new InstanceId(need(instance, "iid")),
                            new Nonce(need(nonce, "nonce")),
                            time(issued, "iat"));
                default -> throw new MalformedMessageException("unknown message type");
            };
        }

        private ServiceRecord record() throws MalformedMessageException {
            ArrayList<Endpoint> uris = new ArrayList<>();
            for (String endpoint : need(endpoints, "ep")) {
                uris.add(Endpoint.parse(need(endpoint, "ep")));
            }
            TreeMap<String, String> entries = new TreeMap<>();
            for (Map.Entry<String, @Nullable String> entry :
                    (metadata == null ? Map.<String, @Nullable String>of() : metadata).entrySet()) {
                entries.put(entry.getKey(), need(entry.getValue(), "md." + entry.getKey()));
            }
            return new ServiceRecord(
                    new ServiceName(need(service, "sub")),
                    new InstanceId(need(instance, "iid")),
                    uris,
                    probePort == null ? 0 : number(probePort, 1, 65_535, "up"),
                    new Sequence(need(epoch, "epo"), need(sequence, "seq")),
                    time(issued, "iat"),
                    time(expires, "exp"),
                    entries,
                    region);
        }

        private static int number(long value, int least, int most, String claim) throws MalformedMessageException {
            if (value < least || value > most) {
                throw new MalformedMessageException(
                        "claim '" + claim + "' is " + least + " to " + most + ", not " + value);
            }
            return (int) value;
        }

        private static Instant time(@Nullable Long seconds, String claim) throws MalformedMessageException {
            if (need(seconds, claim) > LAST_SECOND) {
                throw new MalformedMessageException(
                        "claim '" + claim + "' is in seconds since 1970, at most " + LAST_SECOND);
            }
            return Instant.ofEpochSecond(need(seconds, claim));
        }

        private List<KnownInstance> knownInstances() throws MalformedMessageException {
            if (known == null) {
                return List.of();
            }
            if (known.size() > MAX_KNOWN) {
                throw new MalformedMessageException("a query names at most " + MAX_KNOWN + " known instances");
            }
            ArrayList<KnownInstance> instances = new ArrayList<>();
            for (Known one : known) {
                instances.add(need(one, "kn").toInstance());
            }
            return instances;
        }

        private static <T> T need(@Nullable T value, String claim) throws MalformedMessageException {
            if (value == null) {
                throw new MalformedMessageException("claim '" + claim + "' is missing");
            }
            return value;
        }
    }

    private record Known(
            @JsonProperty("iid") @Nullable String instance,
            @JsonProperty("epo") @Nullable Long epoch,
            @JsonProperty("seq") @Nullable Long sequence) {

        static Known of(KnownInstance known) {
            return new Known(
                    known.instance().value(),
                    known.sequence().epoch(),
                    known.sequence().number());
        }

        KnownInstance toInstance() throws MalformedMessageException {
            return new KnownInstance(
                    new InstanceId(Claims.need(instance, "kn.iid")),
                    new Sequence(Claims.need(epoch, "kn.epo"), Claims.need(sequence, "kn.seq")));
        }
    }
}
