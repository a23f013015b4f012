package io.cameldiscovery.registry.dns;

import static io.cameldiscovery.registry.dns.DnsClient.HERE;
import static io.cameldiscovery.registry.dns.DnsClient.parsed;
import static io.cameldiscovery.registry.dns.DnsClient.query;
import static io.cameldiscovery.registry.dns.DnsClient.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.record.ServiceName;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

class DnsResponderTest {

    private static final String D = ".discovery.internal.";

    private final ListedInstances listed = new ListedInstances()
            .with("orders", "a1", "http://10.7.0.5:8080/api", "http://[fd00::5]:8080/api")
            .with("orders", "b2", "http://10.7.0.6:8080/")
            .with(
                    "bills.eu",
                    "c3",
                    Duration.ofMinutes(1),
                    Map.of("version", "2", "weight", "7"),
                    "amqp://10.7.0.7",
                    "https://10.7.1.7:8443/pay",
                    "coap://10.7.0.7:5683");
    private final DnsClient client = new DnsClient(listed);

    // ------------------------------------------------------------------ names and records

    @Test
    void answersSrvForAServiceUnderBothOfItsNames() {
        for (String name : List.of("_orders._tcp", "orders.service")) {
            Message answer = client.ask(name + D, "SRV");

            assertThat(texts(answer, Section.ANSWER))
                    .containsExactly("SRV 0 1 8080 a1.orders.instance" + D, "SRV 0 1 8080 b2.orders.instance" + D);
            assertThat(texts(answer, Section.ADDITIONAL))
                    .as("addresses of the targets")
                    .containsExactly("A 10.7.0.5", "A 10.7.0.6", "AAAA fd00:0:0:0:0:0:0:5");
        }
    }

    @Test
    void resolvesTheTargetsOfSrvToTheAddressesThatHaveThePort() {
        List<SRVRecord> servers = client.ask("bills.eu.service" + D, "SRV").getSection(Section.ANSWER).stream()
                .map(SRVRecord.class::cast)
                .sorted((one, other) -> one.getPriority() - other.getPriority())
                .toList();

        assertThat(servers).extracting(SRVRecord::getPort).containsExactly(5672, 8443, 5683);
        assertThat(servers).extracting(SRVRecord::getPriority).containsExactly(0, 1, 2);
        assertThat(servers).extracting(SRVRecord::getWeight).containsOnly(7);
        assertThat(servers.stream()
                        .map(server -> client.answers(server.getTarget().toString(), "A")))
                .containsExactly(List.of("A 10.7.0.7"), List.of("A 10.7.1.7"), List.of("A 10.7.0.7"));
    }

    @Test
    void answersAddressesOfAServiceAndOfAnInstance() {
        assertThat(client.answers("orders.service" + D, "A")).containsExactly("A 10.7.0.5", "A 10.7.0.6");
        assertThat(client.answers("orders.service" + D, "AAAA")).containsExactly("AAAA fd00:0:0:0:0:0:0:5");
        assertThat(client.answers("a1.orders.instance" + D, "A")).containsExactly("A 10.7.0.5");
        assertThat(client.answers("c3.bills.eu.instance" + D, "A")).containsExactly("A 10.7.0.7", "A 10.7.1.7");
        assertThat(client.answers("b2.orders.instance" + D, "SRV"))
                .containsExactly("SRV 0 1 8080 b2.orders.instance" + D);
    }

    @Test
    void tellsApartTheProtocolsOfEndpoints() {
        assertThat(client.answers("_bills._udp.eu" + D, "SRV"))
                .containsExactly("SRV 0 7 5683 5683.c3.bills.eu.port" + D);
        assertThat(client.answers("_bills._tcp.eu" + D, "SRV")).hasSize(2);
        assertThat(client.ask("_orders._udp" + D, "SRV").getRcode()).isEqualTo(Rcode.NXDOMAIN);
    }

    @Test
    void answersTheSignedTokenInStringsOfAtMost255Octets() {
        TXTRecord text = (TXTRecord) client.ask("a1.orders.instance" + D, "TXT")
                .getSection(Section.ANSWER)
                .get(0);

        assertThat(text.getStringsAsByteArrays())
                .allSatisfy(string -> assertThat(string.length).isLessThan(256));
        assertThat(String.join("", text.getStrings())).isEqualTo("token-of-a1-" + "t".repeat(500));
        assertThat(client.askByStream("orders.service" + D, "TXT").getSection(Section.ANSWER))
                .as("one for each instance")
                .hasSize(2);
    }

    @Test
    void canBeBrowsedAsDnsSd() {
        assertThat(client.answers("_services._dns-sd._udp" + D, "PTR")).containsExactly("PTR _orders._tcp" + D);
        assertThat(client.answers("_services._dns-sd._udp.eu" + D, "PTR"))
                .containsExactly("PTR _bills._tcp.eu" + D, "PTR _bills._udp.eu" + D);
        assertThat(client.answers("b._dns-sd._udp" + D, "PTR"))
                .containsExactly("PTR discovery.internal.", "PTR eu" + D);

        Message instances = client.ask("_bills._tcp.eu" + D, "PTR");
        assertThat(texts(instances, Section.ANSWER)).containsExactly("PTR c3._bills._tcp.eu" + D);
        assertThat(texts(instances, Section.ADDITIONAL))
                .contains("SRV 1 7 8443 8443.c3.bills.eu.port" + D, "A 10.7.1.7");
        assertThat(client.answers("c3._bills._tcp.eu" + D, "SRV")).hasSize(2);
        assertThat(client.answers("c3._bills._tcp.eu" + D, "TXT")).containsExactly("TXT \"version=2\" \"weight=7\"");
        assertThat(client.answers("a1._orders._tcp" + D, "TXT")).containsExactly("TXT \"path=/api\"");
        assertThat(client.answers("b2._orders._tcp" + D, "TXT")).containsExactly("TXT \"\"");
    }

    @Test
    void passesOverDrainingInstancesWhileThereAreOthers() {
        listed.with("tax", "stays", "http://10.7.0.8:8080/").withDraining("tax", "leaves", "http://10.7.0.9:8080/");

        assertThat(client.answers("tax.service" + D, "A")).containsExactly("A 10.7.0.8");
        assertThat(client.answers("_tax._tcp" + D, "SRV")).containsExactly("SRV 0 1 8080 stays.tax.instance" + D);
        assertThat(client.answers("_tax._tcp" + D, "PTR")).containsExactly("PTR stays._tax._tcp" + D);
        assertThat(client.answers("leaves.tax.instance" + D, "A"))
                .as("who holds its name still finds it")
                .containsExactly("A 10.7.0.9");

        listed.withDraining("last", "leaves", "http://10.7.0.9:8080/");
        assertThat(client.answers("last.service" + D, "A"))
                .as("nobody else is there")
                .containsExactly("A 10.7.0.9");
    }

    @Test
    void answersForTheDomainItself() {
        assertThat(client.answers("discovery.internal.", "NS")).containsExactly("NS ns" + D);
        assertThat(client.answers("discovery.internal.", "SOA")).hasSize(1);
        assertThat(client.answers("ns" + D, "A")).containsExactly("A 127.0.0.1");
    }

    @Test
    void givesInstancesWhoseIdIsNoHostLabelALabelOfTheirOwn() {
        listed.with("odd", "Node.1", "http://10.0.0.1:80/").with("odd", "node.1", "http://10.0.0.2:80/");

        List<Name> targets = client.ask("odd.service" + D, "SRV").getSection(Section.ANSWER).stream()
                .map(record -> ((SRVRecord) record).getTarget())
                .toList();

        assertThat(targets).doesNotHaveDuplicates().allSatisfy(target -> {
            assertThat(target.getLabelString(0)).matches("x-[0-9a-f]{24}");
            assertThat(client.answers(target.toString(), "A")).hasSize(1);
        });
    }

    // ------------------------------------------------------------------ negative answers

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nothing.service",
                "z9.orders.instance",
                "z9._orders._tcp",
                "_nothing._tcp",
                "www",
                "a.b.c.d",
                "_orders._sctp",
                "8081.a1.orders.port",
                "_services._dns-sd._udp.us"
            })
    void saysThatANameDoesNotExist(String name) {
        Message answer = client.ask(name + D, "SRV");

        assertThat(answer.getRcode()).isEqualTo(Rcode.NXDOMAIN);
        assertNegative(answer);
    }

    @ParameterizedTest
    @CsvSource({
        "orders.service, MX",
        "_orders._tcp, TXT",
        "a1.orders.instance, CAA",
        "ns, MX",
        "service, A",
        "instance, A",
        "_tcp, A",
        "orders.instance, A",
        "eu.service, A",
        "eu, A",
        "bills.eu.instance, A",
        "a1.orders.port, A",
        "_dns-sd._udp, PTR"
    })
    void saysThatANameExistsWithoutThatTypeOrOnlyAboveOthers(String name, String type) {
        Message answer = client.ask(name + D, type);

        assertThat(answer.getRcode()).isEqualTo(Rcode.NOERROR);
        assertNegative(answer);
    }

    private static void assertNegative(Message answer) {
        assertThat(answer.getSection(Section.ANSWER)).isEmpty();
        SOARecord authority = (SOARecord) answer.getSection(Section.AUTHORITY).get(0);
        assertThat(authority.getName().toString()).isEqualTo("discovery.internal.");
        assertThat(authority.getTTL()).isEqualTo(3).isEqualTo(authority.getMinimum());
        assertThat(answer.getHeader().getFlag(Flags.AA)).isTrue();
    }

    // ------------------------------------------------------------------ the protocol

    @Test
    void isAuthoritativeNeverRecursiveAndEchoesTheQuestionAsItWasWritten() {
        Message query = query("_OrDeRs._TcP.dIsCoVeRy.InTeRnAl.", "SRV");

        Message answer = parsed(client.datagram(query.toWire()));

        assertThat(answer.getHeader().getID()).isEqualTo(query.getHeader().getID());
        assertThat(answer.getHeader().getFlag(Flags.QR)).isTrue();
        assertThat(answer.getHeader().getFlag(Flags.AA)).isTrue();
        assertThat(answer.getHeader().getFlag(Flags.RD)).as("copied").isTrue();
        assertThat(answer.getHeader().getFlag(Flags.RA)).isFalse();
        assertThat(answer.getQuestion().getName().toString()).isEqualTo("_OrDeRs._TcP.dIsCoVeRy.InTeRnAl.");
        assertThat(answer.getSection(Section.ANSWER)).hasSize(2).allSatisfy(record -> assertThat(
                        record.getName().toString())
                .isEqualTo("_OrDeRs._TcP.dIsCoVeRy.InTeRnAl."));
    }

    @ParameterizedTest
    @CsvSource({
        "www.example.org., A",
        "., NS",
        "internal., SOA",
        "otherdiscovery.internal., A",
        "discovery.internal., AXFR",
        "discovery.internal., IXFR"
    })
    void refusesOtherDomainsAndTransfers(String name, String type) {
        Message answer = client.ask(name, type);

        assertThat(answer.getRcode()).isEqualTo(Rcode.REFUSED);
        assertThat(answer.getHeader().getFlag(Flags.AA)).isFalse();
        assertThat(answer.getSection(Section.AUTHORITY)).isEmpty();
    }

    @Test
    void refusesATransferOfWhatIsNewerThanTheAskerHas() throws Exception {
        Message query = query("discovery.internal.", "IXFR");
        query.addRecord(
                Record.fromString(
                        Name.fromString("discovery.internal."),
                        Type.SOA,
                        DClass.IN,
                        0,
                        "ns. host. 1 0 0 0 0",
                        Name.root),
                Section.AUTHORITY);

        assertThat(parsed(client.stream(query.toWire())).getRcode()).isEqualTo(Rcode.REFUSED);
    }

    @ParameterizedTest
    @ValueSource(ints = {DClass.CH, DClass.HS, DClass.ANY, DClass.NONE, 4711})
    void refusesOtherClasses(int dclass) throws Exception {
        Record question = Record.newRecord(Name.fromString("orders.service" + D), Type.A, dclass);

        assertThat(parsed(client.datagram(Message.newQuery(question).toWire())).getRcode())
                .isEqualTo(Rcode.REFUSED);
    }

    @ParameterizedTest
    @ValueSource(ints = {Opcode.IQUERY, Opcode.STATUS, 3, Opcode.NOTIFY, Opcode.UPDATE, 15})
    void implementsQueriesAlone(int opcode) {
        Message query = query("orders.service" + D, "A");
        query.getHeader().setOpcode(opcode);

        Message answer = parsed(client.datagram(query.toWire()));

        assertThat(answer.getRcode()).isEqualTo(Rcode.NOTIMP);
        assertThat(answer.getHeader().getOpcode()).isEqualTo(opcode);
        assertThat(answer.getHeader().getID()).isEqualTo(query.getHeader().getID());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 41, 249, 250, 253, 254})
    void implementsNoMetaTypes(int type) {
        Message query = query("orders.service" + D, "A");
        byte[] octets = query.toWire();
        octets[octets.length - 4] = (byte) (type >> 8);
        octets[octets.length - 3] = (byte) type;

        assertThat(parsed(client.datagram(octets)).getRcode()).isEqualTo(Rcode.NOTIMP);
    }

    @Test
    void answersAnyByAlmostNothing() {
        assertThat(client.answers("orders.service" + D, "ANY")).containsExactly("HINFO \"RFC8482\" \"\"");
        assertThat(client.ask("nothing.service" + D, "ANY").getRcode()).isEqualTo(Rcode.NXDOMAIN);
    }

    @Test
    void staysSilentTowardsAnswersAndScraps() {
        Message response = query("orders.service" + D, "A");
        response.getHeader().setFlag(Flags.QR);

        assertThat(client.datagram(response.toWire())).isNull();
        assertThat(client.stream(response.toWire())).isNull();
        assertThat(client.datagram(new byte[0])).isNull();
        assertThat(client.datagram(new byte[11])).isNull();
        assertThat(client.responder.counts()).containsEntry("silence", 4L);
    }

    @Test
    void saysThatAQueryIsMalformedWithNothingButAHeader() {
        byte[] cut = query("orders.service" + D, "A").toWire();
        byte[] noQuestion = new byte[12];
        Message two = query("orders.service" + D, "A");
        two.addRecord(Record.newRecord(two.getQuestion().getName(), Type.AAAA, DClass.IN), Section.QUESTION);
        Message twice = query("orders.service" + D, "A", 1232);
        twice.addRecord(new OPTRecord(1232, 0, 0), Section.ADDITIONAL);

        for (byte[] malformed : List.of(Arrays.copyOf(cut, cut.length - 3), noQuestion, two.toWire(), twice.toWire())) {
            byte[] answer = client.datagram(malformed);
            assertThat(answer).hasSize(12).startsWith(malformed[0], malformed[1]);
            assertThat(parsed(answer).getRcode()).isEqualTo(Rcode.FORMERR);
        }
    }

    @Test
    void speaksEdnsOnlyToThoseWhoDo() {
        Message plain = parsed(client.datagram(query("orders.service" + D, "A").toWire()));
        assertThat(plain.getOPT()).isNull();

        Message query = query("orders.service" + D, "A");
        query.addRecord(new OPTRecord(4096, 0, 0, ExtendedFlags.DO), Section.ADDITIONAL);
        OPTRecord option = parsed(client.datagram(query.toWire())).getOPT();
        assertThat(option.getPayloadSize()).isEqualTo(1232);
        assertThat(option.getVersion()).isZero();
        assertThat(option.getFlags()).isEqualTo(ExtendedFlags.DO);
    }

    @Test
    void saysWhichVersionOfEdnsItSpeaks() {
        Message query = query("orders.service" + D, "A");
        query.addRecord(new OPTRecord(4096, 0, 1), Section.ADDITIONAL);

        Message answer = parsed(client.datagram(query.toWire()));

        assertThat(answer.getRcode()).isEqualTo(Rcode.BADVERS);
        assertThat(answer.getOPT().getVersion()).isZero();
    }

    @Test
    void truncatesWhatDoesNotFitAndGivesAllByTcp() {
        for (int i = 0; i < 100; i++) {
            listed.with("many", "i" + i, "http://10.1.0." + i + ":8080/");
        }
        byte[] small = client.datagram(query("many.service" + D, "SRV").toWire());
        byte[] large = client.datagram(query("many.service" + D, "SRV", 65535).toWire());

        assertThat(small.length).isLessThanOrEqualTo(512);
        assertThat(large.length).isBetween(513, 1232);
        assertThat(parsed(small).getHeader().getFlag(Flags.TC)).isTrue();
        assertThat(parsed(small).getSection(Section.ANSWER)).as("what fits").isNotEmpty();
        assertThat(parsed(large).getHeader().getFlag(Flags.TC)).isTrue();
        Message whole = client.askByStream("many.service" + D, "SRV");
        assertThat(whole.getHeader().getFlag(Flags.TC)).isFalse();
        assertThat(whole.getSection(Section.ANSWER)).hasSize(100);
        assertThat(whole.getSection(Section.ADDITIONAL)).hasSize(100);
    }

    @Test
    void leavesOutAdditionalAddressesBeforeItTruncates() {
        for (int i = 0; i < 18; i++) {
            listed.with("some", "i" + i, "http://10.1.0." + i + ":8080/");
        }
        Message answer = client.ask("some.service" + D, "SRV");

        assertThat(answer.getHeader().getFlag(Flags.TC)).isFalse();
        assertThat(answer.getSection(Section.ANSWER)).hasSize(18);
        assertThat(texts(answer, Section.ADDITIONAL)).hasSizeBetween(1, 17);
    }

    @Test
    void shufflesTheAnswers() {
        for (int i = 0; i < 8; i++) {
            listed.with("some", "i" + i, "http://10.1.0." + i + ":8080/");
        }
        Set<String> first = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            first.add(client.ask("some.service" + D, "A")
                    .getSection(Section.ANSWER)
                    .get(0)
                    .rdataToString());
        }
        assertThat(first).hasSize(8);
    }

    @Test
    void letsNobodyKeepAnAnswerLongerThanTheShortestLease() {
        listed.with("brief", "a", Duration.ofMillis(2900), Map.of(), "http://10.0.0.1:80/")
                .with("brief", "b", "http://10.0.0.2:80/")
                .with("over", "a", Duration.ofMillis(400), Map.of(), "http://10.0.0.1:80/");

        assertThat(ttls("orders.service" + D)).containsExactly(5L, 5L);
        assertThat(ttls("brief.service" + D)).containsExactly(2L, 2L);
        assertThat(ttls("over.service" + D)).containsExactly(0L);
    }

    private List<Long> ttls(String name) {
        return client.ask(name, "A").getSection(Section.ANSWER).stream()
                .map(Record::getTTL)
                .toList();
    }

    @Test
    void seesServicesWithDotsThatCameMeanwhileWithinASecond() {
        assertThat(client.ask("us.service" + D, "A").getRcode()).isEqualTo(Rcode.NXDOMAIN);

        listed.with("bills.us", "a", "http://10.0.0.1:80/");
        client.clock.forward(Duration.ofSeconds(1));

        assertThat(client.ask("us.service" + D, "A").getRcode()).isEqualTo(Rcode.NOERROR);
    }

    // ------------------------------------------------------------------ too many

    @Test
    void tellsASourceThatAsksTooMuchToComeByTcpAndGivesItNoMoreThanItSent() {
        DnsClient limited = new DnsClient(listed, 10, 3);
        byte[] query = query("orders.service" + D, "SRV", 1232).toWire();
        for (int i = 0; i < 3; i++) {
            assertThat(parsed(limited.datagram(query)).getSection(Section.ANSWER))
                    .hasSize(2);
        }

        byte[] slipped = limited.datagram(query);

        assertThat(parsed(slipped).getHeader().getFlag(Flags.TC)).isTrue();
        assertThat(parsed(slipped).getSection(Section.ANSWER)).isEmpty();
        assertThat(slipped.length).isLessThanOrEqualTo(query.length);
        assertThat(limited.datagram(new byte[100])).as("rubbish on top").isNull();
        assertThat(parsed(limited.stream(query)).getSection(Section.ANSWER)).hasSize(2);
        assertThat(limited.responder.counts()).containsEntry("over-rate", 1L).containsEntry("answered", 4L);

        limited.clock.forward(Duration.ofSeconds(1));
        assertThat(parsed(limited.datagram(query)).getSection(Section.ANSWER)).hasSize(2);
    }

    @Test
    void countsTheHostsOfAnIpv6NetworkAsOneSource() throws UnknownHostException {
        DnsClient limited = new DnsClient(listed, 10, 1);
        byte[] query = query("orders.service" + D, "A").toWire();

        for (String host : List.of("2001:db8::1", "2001:db8:0:1::1")) {
            assertThat(parsed(limited.datagram(query, InetAddress.getByName(host)))
                            .getHeader()
                            .getFlag(Flags.TC))
                    .isFalse();
        }
        assertThat(parsed(limited.datagram(query, InetAddress.getByName("2001:db8::2")))
                        .getHeader()
                        .getFlag(Flags.TC))
                .isTrue();
        assertThat(limited.datagram(query)).isNotNull();
    }

    @Test
    void answersASourceThatAsksTooMuchByTcpNoMoreAndDatagramsInItsNameTakeNothingFromIt() throws UnknownHostException {
        DnsClient limited = new DnsClient(listed, 10, 2);
        byte[] query = query("orders.service" + D, "A").toWire();
        InetAddress one = InetAddress.getByName("2001:db8::1");
        for (int i = 0; i < 5; i++) {
            limited.datagram(query, one);
        }

        assertThat(limited.stream(query, one)).isNotNull();
        assertThat(limited.stream(query, InetAddress.getByName("2001:db8::2"))).isNotNull();
        assertThat(limited.stream(query, one)).as("closes the connection").isNull();
        assertThat(limited.stream(query, InetAddress.getByName("2001:db8:0:1::1")))
                .as("of another network")
                .isNotNull();

        limited.clock.forward(Duration.ofSeconds(1));
        assertThat(limited.stream(query, one)).isNotNull();
    }

    // ------------------------------------------------------------------ what takes a while

    @Test
    void opensNoMoreRecordsThanItAnswersWith() {
        for (int i = 0; i < 1000; i++) {
            listed.with("many", "i" + i, "http://10.1." + i / 256 + "." + i % 256 + ":8080/");
        }
        listed.closed(instance -> {});

        client.ask("i7.many.instance" + D, "A");
        assertThat(listed.opened()).as("one by its name").isEqualTo(1);

        client.ask("many.service" + D, "A");
        assertThat(listed.opened()).as("as fit into a datagram").isLessThan(100);
    }

    @Test
    void opensRecordsWithoutHoldingUpWhoAsks() {
        Queue<Runnable> waiting = new ArrayDeque<>();
        DnsClient impatient = new DnsClient(listed, 0, 1, waiting::add);
        listed.closed(
                instance -> assertThat(waiting).as("opened while it is asked").isEmpty());
        byte[] query = query("orders.service" + D, "A").toWire();

        for (byte[] cold :
                List.of(query, query("_services._dns-sd._udp" + D, "PTR").toWire())) {
            CompletableFuture<Optional<byte[]>> answer = impatient.responder.answerDatagram(cold, HERE);
            assertThat(answer).isNotDone();
            waiting.remove().run();
            assertThat(parsed(answer.join().orElseThrow()).getSection(Section.ANSWER))
                    .isNotEmpty();
        }

        assertThat(impatient.responder.answerDatagram(query, HERE))
                .as("once opened")
                .isDone();
        assertThat(waiting).isEmpty();
    }

    @Test
    void saysThatItFailedWhenTooManyWait() {
        DnsClient busy = new DnsClient(listed, 0, 1, task -> {
            throw new RejectedExecutionException("full");
        });
        listed.closed(instance -> {});

        assertThat(busy.ask("orders.service" + D, "A").getRcode()).isEqualTo(Rcode.SERVFAIL);
        assertThat(busy.responder.counts()).containsEntry("busy", 1L);
    }

    @Test
    void saysThatItFailedWhenTheDirectoryDoes() {
        DnsClient broken = new DnsClient(new Directory() {
            @Override
            public List<ServiceName> services() {
                throw new IllegalStateException("broken");
            }

            @Override
            public List<Listing> instances(ServiceName service) {
                throw new IllegalStateException("broken");
            }
        });

        assertThat(broken.ask("orders.service" + D, "A").getRcode()).isEqualTo(Rcode.SERVFAIL);
    }
}
