package io.cameldiscovery.registry.dns;

import static io.cameldiscovery.registry.dns.DnsClient.parsed;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/** Whatever comes, what goes out is a DNS answer of bounded size, or nothing. */
class DnsResponderPropertyTest {

    private static final List<String> LABELS = List.of(
            "orders",
            "_orders",
            "bills",
            "_bills",
            "eu",
            "us",
            "service",
            "instance",
            "port",
            "ns",
            "_tcp",
            "_udp",
            "_dns-sd",
            "_services",
            "b",
            "a1",
            "c3",
            "i7",
            "8080",
            "many",
            "_many",
            "x-",
            "*",
            "OrDeRs",
            "a\\.b",
            "\\000\\255");
    private static final List<String> TYPES =
            List.of("A", "AAAA", "SRV", "TXT", "PTR", "SOA", "NS", "ANY", "MX", "HTTPS", "TYPE4711");

    private final DnsClient client = new DnsClient(listed());
    private final DnsClient limited = new DnsClient(listed(), 1e-9, 1);

    private final ListedInstances cold = listed();
    private final DnsClient hasty = new DnsClient(cold, 0, 1, this::elsewhere);
    private boolean elsewhere;

    private static ListedInstances listed() {
        ListedInstances listed = new ListedInstances()
                .with("orders", "a1", "http://10.7.0.5:8080/api", "http://[fd00::5]:8080/api")
                .with("bills.eu", "c3", "amqp://10.7.0.7", "https://10.7.1.7:8443/", "coap://10.7.0.7:5683");
        for (int i = 0; i < 2000; i++) {
            listed.with("many", "i" + i, "http://10.1." + i / 256 + "." + i % 256 + ":8080/");
        }
        return listed;
    }

    @Provide
    Arbitrary<byte[]> queries() {
        Arbitrary<String> names = Arbitraries.of(LABELS)
                .list()
                .ofMaxSize(6)
                .map(labels ->
                        labels.isEmpty() ? "discovery.internal." : String.join(".", labels) + ".discovery.internal.");
        return Combinators.combine(
                        names, Arbitraries.of(TYPES), Arbitraries.integers().between(-1, 65535))
                .as((name, type, payload) -> payload < 0
                        ? DnsClient.query(name, type).toWire()
                        : DnsClient.query(name, type, payload).toWire());
    }

    /** Queries with some octets changed, cut, or with others behind them. */
    @Provide
    Arbitrary<byte[]> damagedQueries() {
        Arbitrary<List<Integer>> places =
                Arbitraries.integers().between(0, 200).list().ofMaxSize(6);
        Arbitrary<byte[]> octets = Arbitraries.bytes().array(byte[].class).ofSize(6);
        Arbitrary<Integer> lengths = Arbitraries.integers().between(0, 300);
        return Combinators.combine(queries(), places, octets, lengths).as((query, at, with, length) -> {
            byte[] damaged = length > 200 ? query.clone() : Arrays.copyOf(query, length);
            for (int i = 0; i < at.size() && damaged.length > 0; i++) {
                damaged[at.get(i) % damaged.length] = with[i];
            }
            return damaged;
        });
    }

    @Property
    void answersAnyOctetsWellOrNotAtAll(@ForAll byte[] octets) {
        assertWellFormed(octets);
    }

    @Property
    void answersDamagedQueriesWellOrNotAtAll(@ForAll("damagedQueries") byte[] octets) {
        assertWellFormed(octets);
    }

    @Property
    void answersEveryQueryForItsDomain(@ForAll("queries") byte[] query) {
        Message asked = parsed(query);
        Message answer = assertAnswer(query, client.datagram(query), limit(asked));

        assertThat(answer.getRcode()).isIn(Rcode.NOERROR, Rcode.NXDOMAIN);
        assertThat(answer.getQuestion()).isEqualTo(asked.getQuestion());
        assertThat(answer.getQuestion().getName().toString())
                .isEqualTo(asked.getQuestion().getName().toString());
        boolean negative = answer.getSection(Section.ANSWER).isEmpty();
        if (!answer.getHeader().getFlag(Flags.TC)) {
            assertThat(answer.getSection(Section.AUTHORITY)).hasSize(negative ? 1 : 0);
        }
        for (Record record : answer.getSection(Section.ANSWER)) {
            assertThat(record.getName()).isEqualTo(asked.getQuestion().getName());
            assertThat(record.getTTL()).isBetween(0L, 5L);
        }
    }

    /** Found by the property above. */
    @Example
    void answersForAPortOfAnInstanceThatIsNoLabel() {
        byte[] query = DnsClient.query("8080._orders.orders.port.discovery.internal.", "A")
                .toWire();

        assertThat(parsed(client.datagram(query)).getRcode()).isEqualTo(Rcode.NXDOMAIN);
    }

    @Property
    void saysTheSameByTcpAsByUdpButAll(@ForAll("queries") byte[] query) {
        Message datagram = parsed(client.datagram(query));
        Message stream = assertAnswer(query, client.stream(query), 65535);

        assertThat(stream.getRcode()).isEqualTo(datagram.getRcode());
        List<Record> all = new ArrayList<>(stream.getSection(Section.ANSWER));
        assertThat(all)
                .hasSizeGreaterThanOrEqualTo(datagram.getSection(Section.ANSWER).size());
        if (!datagram.getHeader().getFlag(Flags.TC)) {
            assertThat(all).containsExactlyInAnyOrderElementsOf(datagram.getSection(Section.ANSWER));
        }
    }

    /** What is opened later is answered the same, with nothing opened before the answer is made elsewhere. */
    @Property
    void saysTheSameOfRecordsThatAreNotOpenedYet(@ForAll("queries") byte[] query) {
        cold.closed(
                instance -> assertThat(elsewhere).as("opened while it is asked").isTrue());
        Message known = parsed(client.datagram(query));

        Message answer = parsed(hasty.datagram(query));

        assertThat(answer.getRcode()).isEqualTo(known.getRcode());
        assertThat(answer.getHeader().getFlag(Flags.TC))
                .isEqualTo(known.getHeader().getFlag(Flags.TC));
        assertThat(answer.getSection(Section.ANSWER)).hasSameSizeAs(known.getSection(Section.ANSWER));
        assertThat(hasty.responder.counts()).containsEntry("failed", 0L);
    }

    private void elsewhere(Runnable task) {
        elsewhere = true;
        task.run();
        elsewhere = false;
    }

    @Property
    void givesASourceThatAsksTooMuchNeverMoreThanItSent(@ForAll("damagedQueries") byte[] query) {
        limited.datagram(query);
        byte[] answer = limited.datagram(query);

        if (answer != null) {
            assertThat(answer.length).isLessThanOrEqualTo(query.length);
            assertThat(parsed(answer).getHeader().getFlag(Flags.TC)).isTrue();
        }
    }

    private void assertWellFormed(byte[] octets) {
        byte[] datagram = client.datagram(octets);
        if (octets.length < 12 || (octets[2] & 0x80) != 0) {
            assertThat(datagram).isNull();
        } else {
            assertAnswer(octets, datagram, 1232);
            assertAnswer(octets, client.stream(octets), 65535);
        }
        assertThat(client.responder.counts()).containsEntry("failed", 0L);
    }

    private static Message assertAnswer(byte[] query, byte @Nullable [] answer, int limit) {
        assertThat(answer).isNotNull().hasSizeLessThanOrEqualTo(limit);
        Message parsed = parsed(answer);
        assertThat(answer).startsWith(query[0], query[1]);
        assertThat(parsed.getHeader().getFlag(Flags.QR)).isTrue();
        assertThat(parsed.getHeader().getFlag(Flags.RA)).isFalse();
        assertThat(parsed.getHeader().getOpcode()).isEqualTo(query[2] >> 3 & 0x0F);
        assertThat(parsed.numBytes()).isEqualTo(answer.length);
        return parsed;
    }

    /** RFC 6891 section 6.2.3, and our own limit. */
    private static int limit(Message query) {
        OPTRecord option = query.getOPT();
        return option == null ? 512 : Math.min(1232, Math.max(512, option.getPayloadSize()));
    }
}
