package io.cameldiscovery.registry.dns;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;

/** Writes the answer to one query, within the size that the client accepts. Not thread-safe. */
final class Reply {

    /** Passes every network unfragmented (DNS flag day 2020). */
    static final int LARGEST_DATAGRAM = 1232;

    private static final int SMALLEST_DATAGRAM = 512;
    private static final int LARGEST_STREAM_MESSAGE = 65535;
    /** The smallest record whose name is a pointer: two octets, type, class, TTL, length, an IPv4 address. */
    private static final int SMALLEST_RECORD = 16;

    private static final int POINTER = 2;
    private static final int EXTENDED_BADVERS = Rcode.BADVERS >> 4;
    private static final int TRUNCATED = 0x02;

    private final Message query;
    private final @Nullable OPTRecord option;
    private final int limit;

    /** @param stream whether it is sent over TCP */
    Reply(Message query, boolean stream) {
        this.query = query;
        this.option = query.getOPT();
        this.limit = stream ? LARGEST_STREAM_MESSAGE : datagramLimit(option);
    }

    private static int datagramLimit(@Nullable OPTRecord option) {
        return option == null
                ? SMALLEST_DATAGRAM
                : Math.min(LARGEST_DATAGRAM, Math.max(SMALLEST_DATAGRAM, option.getPayloadSize()));
    }

    /** The maximum number of records that can fit. */
    int mostAnswers() {
        return limit / SMALLEST_RECORD;
    }

    boolean askedForAnotherVersion() {
        return option != null && option.getVersion() > 0;
    }

    byte[] badVersion() {
        Message answer = blank(EXTENDED_BADVERS);
        return answer.toWire();
    }

    byte[] error(int rcode) {
        Message answer = blank(0);
        answer.getHeader().setRcode(rcode);
        return answer.toWire();
    }

    /** An empty answer that tells the client to use TCP. */
    byte[] truncated() {
        Message answer = blank(0);
        answer.getHeader().setFlag(Flags.AA);
        answer.getHeader().setFlag(Flags.TC);
        return answer.toWire();
    }

    static boolean isTruncated(byte[] answer) {
        return (answer[2] & TRUNCATED) != 0;
    }

    /** No such name, or nothing of that type (RFC 2308 section 2). */
    byte[] negative(boolean exists, SOARecord authority) {
        Message answer = blank(0);
        answer.getHeader().setFlag(Flags.AA);
        answer.getHeader().setRcode(exists ? Rcode.NOERROR : Rcode.NXDOMAIN);
        answer.addRecord(authority, Section.AUTHORITY);
        return within(answer.toWire());
    }

    /** As much as fits: if not all answers do, the truncation flag and nothing more. */
    byte[] positive(Finding finding, Name domain) {
        List<Record> everything = new ArrayList<>();
        finding.additional().forEach(everything::addAll);
        byte[] whole = message(finding.answers(), everything).toWire();
        return whole.length <= limit ? whole : within(fitted(finding, domain).toWire());
    }

    private Message fitted(Finding finding, Name domain) {
        int room = limit - blank(0).toWire().length;
        List<Record> answers = new ArrayList<>();
        for (Record record : finding.answers()) {
            // The name is that of the question, and written as a pointer to it.
            room -= record.toWireCanonical().length - record.getName().length() + POINTER;
            if (room < 0) {
                Message partial = message(answers, List.of());
                partial.getHeader().setFlag(Flags.TC);
                return partial;
            }
            answers.add(record);
        }
        List<Record> additional = new ArrayList<>();
        for (List<Record> group : finding.additional()) {
            // Each name ends in the domain, which is in the question, and so in a pointer.
            int size = group.stream()
                    .mapToInt(record -> record.toWireCanonical().length - domain.length() + POINTER)
                    .sum();
            if (size <= room) {
                room -= size;
                additional.addAll(group);
            }
        }
        return message(answers, additional);
    }

    private Message message(List<Record> answers, List<Record> additional) {
        Message message = blank(0);
        message.getHeader().setFlag(Flags.AA);
        answers.forEach(record -> message.addRecord(record, Section.ANSWER));
        additional.forEach(record -> message.addRecord(record, Section.ADDITIONAL));
        return message;
    }

    /** The answer, or if it is too large after all, the advice to come by TCP. */
    private byte[] within(byte[] answer) {
        return answer.length <= limit ? answer : truncated();
    }

    /** An answer without records but the question, as it was written, and the OPT record if the query had one. */
    private Message blank(int extendedRcode) {
        Header asked = query.getHeader();
        Message answer = new Message(asked.getID());
        Header header = answer.getHeader();
        header.setFlag(Flags.QR);
        for (int kept : new int[] {Flags.RD, Flags.CD}) {
            if (asked.getFlag(kept)) {
                header.setFlag(kept);
            }
        }
        answer.addRecord(query.getQuestion(), Section.QUESTION);
        if (option != null) {
            int flags = option.getFlags() & ExtendedFlags.DO;
            answer.addRecord(new OPTRecord(LARGEST_DATAGRAM, extendedRcode, 0, flags), Section.ADDITIONAL);
        }
        return answer;
    }
}
