package io.cameldiscovery.registry.dns;

import io.cameldiscovery.registry.SourceNetwork;
import io.cameldiscovery.timing.MonotonicClock;
import io.cameldiscovery.timing.RateLimit;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Clock;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Answers DNS queries for the domain of the registry, octets for octets: authoritative, never recursive, class IN
 * alone. Never throws, whatever the query contains. An answer by UDP is no larger than the client can receive and at
 * most 1,232 octets. Thread-safe.
 */
public final class DnsResponder {

    private static final Logger LOG = LoggerFactory.getLogger(DnsResponder.class);

    private static final int FIRST_META_TYPE = 128;
    private static final int LAST_META_TYPE = 255;

    private final Zone zone;
    private final Zone atOnce;
    private final Executor patient;
    private final RateLimit<InetAddress> datagrams;
    /** Separate, since the limit for UDP can be used up by forged source addresses. */
    private final RateLimit<InetAddress> streams;

    private final Map<DnsEvent, LongAdder> events = new EnumMap<>(DnsEvent.class);

    /** @param patient runs slow queries; may refuse when it has too many */
    public DnsResponder(Directory directory, DnsSettings settings, MonotonicClock clock, Clock wall, Executor patient) {
        long serial = wall.instant().getEpochSecond() & 0xFFFFFFFFL;
        this.zone = new Zone(directory, settings, clock, ThreadLocalRandom::current, serial);
        this.atOnce = zone.atOnce();
        this.patient = patient;
        this.datagrams = new RateLimit<>(settings.sourceRate(), settings.sourceBurst(), clock);
        this.streams = new RateLimit<>(settings.sourceRate(), settings.sourceBurst(), clock);
        Arrays.stream(DnsEvent.values()).forEach(event -> events.put(event, new LongAdder()));
    }

    /**
     * @param query one datagram
     * @param source the sender's address
     * @return the answer, or empty if none is to be sent; complete already unless the query is slow
     */
    CompletableFuture<Optional<byte[]>> answerDatagram(byte[] query, InetAddress source) {
        return guarded(query, datagrams.allows(SourceNetwork.of(source)) ? Manner.DATAGRAM : Manner.OVER_RATE);
    }

    /**
     * @param query a message of a TCP connection, without its length
     * @param source the sender's address
     * @return the answer; empty if the connection should be closed: the query makes no sense, or there are too many
     */
    CompletableFuture<Optional<byte[]>> answerStream(byte[] query, InetAddress source) {
        if (!streams.allows(SourceNetwork.of(source))) {
            add(DnsEvent.OVER_RATE);
            return completed(null);
        }
        return guarded(query, Manner.STREAM);
    }

    /** The number of such events. */
    public long count(DnsEvent event) {
        LongAdder count = events.get(event);
        return count == null ? 0 : count.sum();
    }

    /** The number of events by label. */
    public Map<String, Long> counts() {
        Map<String, Long> counts = new TreeMap<>();
        events.forEach((event, count) -> counts.put(event.label(), count.sum()));
        return counts;
    }

    private enum Manner {
        DATAGRAM,
        /** A datagram of a source that sends too many. */
        OVER_RATE,
        STREAM
    }

    private CompletableFuture<Optional<byte[]>> guarded(byte[] query, Manner manner) {
        if (!RawQuery.canBeAnswered(query)) {
            add(DnsEvent.SILENCE);
            return completed(null);
        }
        try {
            return completed(answer(query, manner, atOnce));
        } catch (NotAtOnceException slow) {
            return later(query, manner);
        }
    }

    private CompletableFuture<Optional<byte[]>> later(byte[] query, Manner manner) {
        try {
            return CompletableFuture.supplyAsync(() -> Optional.ofNullable(answer(query, manner, zone)), patient);
        } catch (RejectedExecutionException busy) {
            add(DnsEvent.BUSY);
            return completed(RawQuery.error(query, Rcode.SERVFAIL));
        }
    }

    private static CompletableFuture<Optional<byte[]>> completed(byte @Nullable [] answer) {
        return CompletableFuture.completedFuture(Optional.ofNullable(answer));
    }

    private byte @Nullable [] answer(byte[] query, Manner manner, Zone from) {
        try {
            return tryToAnswer(query, manner, from);
        } catch (NotAtOnceException slow) {
            throw slow;
        } catch (RuntimeException unforeseen) {
            LOG.debug("Failed to answer", unforeseen);
            add(DnsEvent.FAILED);
            return RawQuery.error(query, Rcode.SERVFAIL);
        }
    }

    private byte @Nullable [] tryToAnswer(byte[] query, Manner manner, Zone from) {
        Message parsed = parse(query);
        if (manner == Manner.OVER_RATE) {
            add(parsed == null ? DnsEvent.SILENCE : DnsEvent.OVER_RATE);
            return parsed == null ? null : new Reply(parsed, false).truncated();
        }
        if (RawQuery.opcode(query) != Opcode.QUERY) {
            add(DnsEvent.NOT_IMPLEMENTED);
            return RawQuery.error(query, Rcode.NOTIMP);
        }
        if (parsed == null) {
            add(DnsEvent.MALFORMED);
            return RawQuery.error(query, Rcode.FORMERR);
        }
        return answer(new Reply(parsed, manner == Manner.STREAM), parsed.getQuestion(), from);
    }

    /** A query of one question, or null. */
    private static @Nullable Message parse(byte[] query) {
        try {
            Message message = new Message(query);
            boolean sound = RawQuery.opcode(query) == Opcode.QUERY
                    && message.getHeader().getCount(Section.QUESTION) == 1
                    && message.getSection(Section.QUESTION).size() == 1
                    && message.getHeader().getCount(Section.ANSWER) == 0
                    && (message.getHeader().getCount(Section.AUTHORITY) == 0
                            // What the asker has of the zone (RFC 1995 section 3).
                            || message.getQuestion().getType() == Type.IXFR)
                    && RawQuery.hasAtMostOneOption(message);
            return sound ? message : null;
        } catch (IOException | RuntimeException malformed) {
            return null;
        }
    }

    private byte[] answer(Reply reply, Record question, Zone from) {
        Name name = question.getName();
        int type = question.getType();
        if (reply.askedForAnotherVersion()) {
            add(DnsEvent.NOT_IMPLEMENTED);
            return reply.badVersion();
        }
        if (question.getDClass() != DClass.IN || !name.subdomain(zone.domain()) || isTransfer(type)) {
            add(DnsEvent.REFUSED);
            return reply.error(Rcode.REFUSED);
        }
        if (isMeta(type)) {
            add(DnsEvent.NOT_IMPLEMENTED);
            return reply.error(Rcode.NOTIMP);
        }
        Finding finding = from.find(name, type, reply.mostAnswers());
        if (finding.answers().isEmpty()) {
            add(finding.exists() ? DnsEvent.NO_DATA : DnsEvent.NO_SUCH_NAME);
            return reply.negative(finding.exists(), zone.authority());
        }
        byte[] answer = reply.positive(finding, zone.domain());
        add(Reply.isTruncated(answer) ? DnsEvent.TRUNCATED : DnsEvent.ANSWERED);
        return answer;
    }

    private static boolean isTransfer(int type) {
        return type == Type.AXFR || type == Type.IXFR;
    }

    /** RFC 6895 section 3.1: types of which there are no records. */
    private static boolean isMeta(int type) {
        return type == 0 || type == Type.OPT || (type >= FIRST_META_TYPE && type <= LAST_META_TYPE && type != Type.ANY);
    }

    private void add(DnsEvent event) {
        LongAdder count = events.get(event);
        if (count != null) {
            count.increment();
        }
    }
}
