package io.cameldiscovery.registry.dns;

import io.cameldiscovery.testing.HandClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Asks a responder for the domain {@code discovery.internal}, without a network. */
final class DnsClient {

    static final InetAddress HERE = InetAddress.getLoopbackAddress();

    final HandClock clock = new HandClock();
    final DnsResponder responder;

    DnsClient(Directory directory) {
        this(directory, 0, 1);
    }

    DnsClient(Directory directory, double rate, double burst) {
        this(directory, rate, burst, Runnable::run);
    }

    /** @param patient makes the answers that take a while */
    DnsClient(Directory directory, double rate, double burst, Executor patient) {
        DnsSettings settings = new DnsSettings(
                new InetSocketAddress(HERE, 0),
                "",
                DnsDomain.parse("discovery.internal"),
                Duration.ofSeconds(5),
                Duration.ofSeconds(3),
                rate,
                burst,
                1,
                Duration.ofSeconds(5));
        responder = new DnsResponder(directory, settings, clock, clock, patient);
    }

    static Message query(String name, String type) {
        try {
            return Message.newQuery(Record.newRecord(Name.fromString(name), Type.value(type), DClass.IN));
        } catch (IOException noName) {
            throw new UncheckedIOException(noName);
        }
    }

    static Message query(String name, String type, int payload) {
        Message query = query(name, type);
        query.addRecord(new OPTRecord(payload, 0, 0), Section.ADDITIONAL);
        return query;
    }

    byte @Nullable [] datagram(byte[] query) {
        return datagram(query, HERE);
    }

    byte @Nullable [] datagram(byte[] query, InetAddress source) {
        return responder.answerDatagram(query, source).join().orElse(null);
    }

    byte @Nullable [] stream(byte[] query) {
        return stream(query, HERE);
    }

    byte @Nullable [] stream(byte[] query, InetAddress source) {
        return responder.answerStream(query, source).join().orElse(null);
    }

    /** By a datagram, with room for much. */
    Message ask(String name, String type) {
        return parsed(datagram(query(name, type, 4096).toWire()));
    }

    Message askByStream(String name, String type) {
        return parsed(stream(query(name, type).toWire()));
    }

    /** The answers as text: type and data. */
    List<String> answers(String name, String type) {
        return texts(ask(name, type), Section.ANSWER);
    }

    static List<String> texts(Message message, int section) {
        return message.getSection(section).stream()
                .filter(record -> record.getType() != Type.OPT)
                .map(record -> Type.string(record.getType()) + " " + record.rdataToString())
                .sorted()
                .toList();
    }

    static Message parsed(byte @Nullable [] answer) {
        try {
            return new Message(answer);
        } catch (IOException malformed) {
            throw new AssertionError("the answer cannot be parsed", malformed);
        }
    }
}
