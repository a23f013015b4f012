package io.cameldiscovery.message;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** All messages that there can be, small enough for a datagram, with times around a moment. */
public final class ArbitraryMessages {

    private ArbitraryMessages() {}

    /** Any message whose times are at most a minute before the moment, and whose record holds at least until then. */
    public static Arbitrary<DiscoveryMessage> at(Instant moment) {
        Arbitrary<Instant> issued = Arbitraries.longs().between(0, 60).map(ago -> moment.minusSeconds(ago)
                .minusNanos(moment.getNano()));
        return Arbitraries.oneOf(
                record(issued).map(Announcement::new),
                record(issued).map(Goodbye::new),
                Combinators.combine(record(issued), nonce()).as(Response::new),
                Combinators.combine(record(issued), nonce()).as(Proof::new),
                Combinators.combine(
                                service(),
                                nonce(),
                                issued,
                                Arbitraries.integers().greaterOrEqual(0),
                                known().list().ofMaxSize(4))
                        .as(Query::new),
                Combinators.combine(nonce(), instance()).as(Acknowledgment::new),
                Combinators.combine(service(), instance(), nonce(), issued).as(Probe::new));
    }

    private static Arbitrary<ServiceRecord> record(Arbitrary<Instant> issued) {
        return Combinators.combine(
                        service(),
                        instance(),
                        endpoint().list().ofMinSize(1).ofMaxSize(3),
                        Arbitraries.integers().between(0, 65535),
                        sequence(),
                        issued,
                        Arbitraries.maps(text(), text()).ofMaxSize(2),
                        text().injectNull(0.5))
                .as((service, instance, endpoints, port, sequence, from, metadata, region) -> new ServiceRecord(
                        service,
                        instance,
                        endpoints,
                        port,
                        sequence,
                        from,
                        from.plus(Duration.ofMinutes(5)),
                        ServiceRecord.metadata(metadata),
                        region));
    }

    private static Arbitrary<ServiceName> service() {
        return Arbitraries.strings()
                .withCharRange('a', 'z')
                .numeric()
                .ofMinLength(1)
                .ofMaxLength(20)
                .list()
                .ofMinSize(1)
                .ofMaxSize(2)
                .map(labels -> new ServiceName(String.join(".", labels)));
    }

    private static Arbitrary<InstanceId> instance() {
        return Arbitraries.strings()
                .alpha()
                .numeric()
                .withChars("._-")
                .ofMinLength(1)
                .ofMaxLength(30)
                .map(InstanceId::new);
    }

    private static Arbitrary<Endpoint> endpoint() {
        return Arbitraries.oneOf(
                        Arbitraries.integers().between(0, 255).map(octet -> "http://10.7.0." + octet + ":8080/api"),
                        Arbitraries.integers()
                                .between(0, 0xffff)
                                .map(group -> "tcp://[fd00::" + Integer.toHexString(group) + "]:5672"))
                .map(Endpoint::parse);
    }

    private static Arbitrary<Sequence> sequence() {
        Arbitrary<Long> numbers = Arbitraries.longs().greaterOrEqual(0);
        return Combinators.combine(numbers, numbers).as(Sequence::new);
    }

    private static Arbitrary<KnownInstance> known() {
        return Combinators.combine(instance(), sequence()).as(KnownInstance::new);
    }

    private static Arbitrary<Nonce> nonce() {
        return Arbitraries.strings()
                .alpha()
                .numeric()
                .withChars("_-")
                .ofMinLength(16)
                .ofMaxLength(24)
                .map(Nonce::new);
    }

    /** Any text that has a UTF-8 form: no half surrogate pairs. */
    private static Arbitrary<String> text() {
        return Arbitraries.strings().ofMaxLength(8).filter(text -> UTF_8.newEncoder()
                .canEncode(text));
    }
}
