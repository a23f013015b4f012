package io.cameldiscovery.registry.dns;

import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Reads and answers the header of a query that may be malformed (RFC 1035 section 4.1.1). */
final class RawQuery {

    private static final int HEADER = 12;
    private static final int RESPONSE = 0x80;
    private static final int OPCODE_SHIFT = 3;
    private static final int OPCODE = 0x0F;
    private static final int OPCODE_AND_RECURSION_DESIRED = 0x79;

    private RawQuery() {}

    /** Whether it has a header and is not a response: answering responses could loop for ever. */
    static boolean canBeAnswered(byte[] query) {
        return query.length >= HEADER && (query[2] & RESPONSE) == 0;
    }

    static int opcode(byte[] query) {
        return query[2] >> OPCODE_SHIFT & OPCODE;
    }

    /** RFC 6891 section 6.1.1: one OPT record, and its name is the root. */
    static boolean hasAtMostOneOption(Message message) {
        int options = 0;
        for (Record record : message.getSection(Section.ADDITIONAL)) {
            if (record.getType() == Type.OPT) {
                options += record.getName().labels() == 1 ? 1 : 2;
            }
        }
        return options <= 1;
    }

    /** A header alone: the query's id, opcode and wish for recursion, and the error. */
    static byte[] error(byte[] query, int rcode) {
        byte[] answer = new byte[HEADER];
        answer[0] = query[0];
        answer[1] = query[1];
        answer[2] = (byte) (RESPONSE | (query[2] & OPCODE_AND_RECURSION_DESIRED));
        answer[3] = (byte) rcode;
        return answer;
    }
}
