package io.cameldiscovery.registry;

import io.cameldiscovery.message.DiscoveryMessage;
import io.cameldiscovery.message.DiscoveryMessage.Announcement;
import io.cameldiscovery.message.DiscoveryMessage.Goodbye;
import io.cameldiscovery.record.Endpoint;
import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.Sequence;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.record.Version;
import io.cameldiscovery.registry.store.StoredLease;
import io.cameldiscovery.token.Refusal;
import io.cameldiscovery.token.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Records, and tokens whose text says what the check is to make of them. */
public final class Samples {

    public static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private static final String HOST = "10.7.0.5";
    private static final Pattern TOKEN = Pattern.compile(
            "(announce|goodbye) [a-z0-9]+ [a-z0-9]+ \\d+ -?\\d+(?: (?<key>key-\\d))?(?: at (?<host>[\\d.]+))?");

    private Samples() {}

    public static ServiceRecord.Key key(String service, String instance) {
        return new ServiceRecord.Key(new ServiceName(service), new InstanceId(instance));
    }

    public static ServiceRecord record(
            String service, String instance, long sequence, Instant issued, Duration lifetime) {
        return record(service, instance, new Sequence(1, sequence), issued, lifetime);
    }

    public static ServiceRecord record(
            String service, String instance, Sequence sequence, Instant issued, Duration lifetime) {
        return record(service, instance, sequence, issued, lifetime, HOST);
    }

    private static ServiceRecord record(
            String service, String instance, Sequence sequence, Instant issued, Duration lifetime, String host) {
        return new ServiceRecord(
                new ServiceName(service),
                new InstanceId(instance),
                List.of(Endpoint.parse("http://" + host + ":8080/api")),
                0,
                sequence,
                issued,
                issued.plus(lifetime),
                ServiceRecord.metadata(Map.of()),
                null);
    }

    public static StoredLease stored(String service, String instance, long sequence) {
        Sequence version = new Sequence(1, sequence);
        return new StoredLease(
                key(service, instance),
                Version.of(record(service, instance, version, NOON, Duration.ofMinutes(30)), "key-1"),
                "token-" + instance + "-" + sequence,
                Duration.ofMinutes(30),
                NOON.plus(Duration.ofMinutes(30)),
                false);
    }

    /** What is kept of the goodbye of an instance that held this. */
    public static StoredLease withdrawn(StoredLease lease) {
        return new StoredLease(lease.key(), lease.version(), "goodbye", lease.term(), lease.ends(), true);
    }

    /** The same as it was kept before stores kept what tells content apart. */
    public static StoredLease withoutContent(StoredLease lease) {
        Version version = lease.version();
        return new StoredLease(
                lease.key(),
                new Version(version.sequence(), version.issued(), version.keyId(), Version.UNKNOWN),
                lease.token(),
                lease.term(),
                lease.ends(),
                lease.withdrawn());
    }

    public static StoredLease withToken(StoredLease lease, String token) {
        return new StoredLease(lease.key(), lease.version(), token, lease.term(), lease.ends(), lease.withdrawn());
    }

    /** A stand-in for a token: {@code announce orders a 3 0}, the last number being seconds after noon. */
    public static String announce(String service, String instance, long sequence, long secondsAfterNoon) {
        return "announce " + service + " " + instance + " " + sequence + " " + secondsAfterNoon;
    }

    public static String goodbye(String service, String instance, long sequence, long secondsAfterNoon) {
        return "goodbye " + service + " " + instance + " " + sequence + " " + secondsAfterNoon;
    }

    /** The same signed by that key; without, it is {@code key-1}. */
    public static String signedBy(String keyId, String token) {
        return token + " " + keyId;
    }

    /** The same by a node that is elsewhere; without, it is at 10.7.0.5. */
    public static String at(String host, String token) {
        return token + " at " + host;
    }

    /** Understands the stand-ins; the name of a refusal is refused for it. */
    public static Verdict judge(String token) {
        String[] words = token.split(" ");
        for (Refusal refusal : Refusal.values()) {
            if (words[0].equals(refusal.name())) {
                return new Verdict.Refused(refusal, "refused as " + refusal.name());
            }
        }
        if (words[0].equals("crash")) {
            throw new IllegalStateException("secret inside");
        }
        Matcher parts = TOKEN.matcher(token);
        if (!parts.matches()) {
            return new Verdict.Refused(Refusal.MALFORMED, "not a token");
        }
        ServiceRecord record = record(
                words[1],
                words[2],
                new Sequence(1, Long.parseLong(words[3])),
                NOON.plusSeconds(Long.parseLong(words[4])),
                Duration.ofMinutes(10),
                Objects.requireNonNullElse(parts.group("host"), HOST));
        DiscoveryMessage message = words[0].equals("goodbye") ? new Goodbye(record) : new Announcement(record);
        return new Verdict.Trusted(message, Objects.requireNonNullElse(parts.group("key"), "key-1"), token, true);
    }
}
