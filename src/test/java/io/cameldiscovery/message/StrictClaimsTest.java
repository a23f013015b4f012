package io.cameldiscovery.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cameldiscovery.message.DiscoveryMessage.Announcement;
import io.cameldiscovery.message.DiscoveryMessage.Query;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Claims have one reading: what some implementations would read otherwise is refused. */
class StrictClaimsTest {

    private static final String RECORD = "{\"v\":1,\"sub\":\"orders\",\"iid\":\"a\",\"ep\":[\"http://10.7.0.5/\"],"
            + "\"epo\":1,\"seq\":2,\"iat\":1767323045,\"exp\":1767323135,\"md\":{\"k\":\"w\"}}";
    private static final String QUERY =
            "{\"v\":1,\"sub\":\"orders\",\"iat\":1767323045,\"jti\":\"AAAAAAAAAAAAAAAAAAAAAA\",\"try\":0}";

    @ParameterizedTest
    @CsvSource({
        "o overlong in two octets,      C1 AF",
        "o overlong in three octets,    E0 81 AF",
        "o overlong in four octets,     F0 80 81 AF",
        "half a surrogate pair,         ED A0 80",
        "a surrogate pair as CESU-8,    ED A0 BD ED B8 80",
        "beyond the last character,     F4 90 80 80",
        "five octets,                   F8 88 80 80 80",
        "a sequence that is cut,        E2 82",
        "an octet without a first one,  80",
        "an octet that is never used,   FF"
    })
    void refusesWhatIsNotWellFormedUtf8(String what, String octets) {
        byte[] bad = octets(octets);

        assertRefused(MessageCodec.RECORD, replaced(RECORD, "\"w\"", "\"", bad, "\""));
        assertRefused(MessageCodec.RECORD, replaced(RECORD, "{\"v\"", "{\"", bad, "\":0,\"v\""));
        assertRefused(MessageCodec.RECORD, replaced(RECORD, "orders", "", bad, "rders"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\ud83d", "\\uDE00", "\\ud83dx", "\\ud83d\\ud83d", "\\ude00\\ud83d", "\\\\\\ud83d"})
    void refusesTheEscapeOfHalfASurrogatePair(String half) {
        assertRefused(MessageCodec.RECORD, RECORD.replace("\"w\"", "\"" + half + "\""));
        assertRefused(MessageCodec.RECORD, RECORD.replace("{\"v\"", "{\"" + half + "\":0,\"v\""));
    }

    @ParameterizedTest
    @CsvSource({"\\ud83d\\ude00, 😀", "😀, 😀", "\\\\ud83d, \\ud83d", "\\u00e4, ä", "ä, ä"})
    void takesEveryCharacterEscapedOrNot(String written, String read) throws Exception {
        Announcement announcement =
                (Announcement) decode(MessageCodec.RECORD, RECORD.replace("\"w\"", "\"" + written + "\""));

        assertThat(announcement.record().metadata()).containsEntry("k", read);
    }

    @Test
    void refusesOtherEncodingsAndByteOrderMarks() {
        for (Charset other :
                new Charset[] {UTF_16BE, UTF_16LE, Charset.forName("UTF-32BE"), Charset.forName("UTF-32LE")}) {
            assertRefused(MessageCodec.QUERY, QUERY.getBytes(other));
            assertRefused(MessageCodec.QUERY, ("\ufeff" + QUERY).getBytes(other));
        }
        assertRefused(MessageCodec.QUERY, "\ufeff" + QUERY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0", "x", "}", "{}", "//", "\u00a0", "\u2028", "\f"})
    void refusesWhatStandsBeforeOrBehindTheClaims(String more) {
        assertRefused(MessageCodec.QUERY, QUERY + more);
        assertRefused(MessageCodec.QUERY, more + QUERY);
    }

    @Test
    void takesTheWhiteSpaceOfJson() throws Exception {
        assertThat(decode(
                        MessageCodec.QUERY,
                        " \t\r\n" + QUERY.replace(":", " :\t").replace(",", "\r\n, ") + " \n"))
                .isEqualTo(decode(MessageCodec.QUERY, QUERY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"v", "epo", "seq", "iat", "exp"})
    void takesNumbersInDigitsAlone(String claim) {
        for (String odd : new String[] {
            "-0",
            "-1",
            "1e0",
            "1E3",
            "1.0",
            "1e999999999",
            "1e-1",
            "+1",
            "01",
            "0x1",
            "NaN",
            "\"1\"",
            "[1]",
            "true",
            "9223372036854775808",
            "-9223372036854775808",
            "1" + "0".repeat(400)
        }) {
            assertRefused(
                    MessageCodec.RECORD, RECORD.replaceFirst("\"" + claim + "\":\\d+", "\"" + claim + "\":" + odd));
        }
    }

    @Test
    void takesNumbersOfAttemptsKnownInstancesAndPortsInDigitsAlone() {
        for (String odd : new String[] {"-0", "1e0", "1.0", "2147483648"}) {
            assertRefused(MessageCodec.QUERY, QUERY.replace("\"try\":0", "\"try\":" + odd));
        }
        assertRefused(MessageCodec.QUERY, QUERY.replace("\"try\":0", "\"kn\":[{\"iid\":\"b\",\"epo\":-0,\"seq\":1}]"));
        assertRefused(MessageCodec.RECORD, RECORD.replace("\"epo\"", "\"up\":8e1,\"epo\""));
    }

    @Test
    void takesTheLargestNumbersThatThereAre() throws Exception {
        String largest = RECORD.replace("\"epo\":1", "\"epo\":9223372036854775807")
                .replace("\"seq\":2", "\"seq\":9223372036854775807")
                .replace("\"exp\":1767323135", "\"exp\":253402300799");

        Announcement announcement = (Announcement) decode(MessageCodec.RECORD, largest);

        assertThat(announcement.record().sequence().epoch()).isEqualTo(Long.MAX_VALUE);
        assertThat(announcement.record().expires()).isEqualTo(Instant.parse("9999-12-31T23:59:59Z"));
        assertThat(((Query) decode(MessageCodec.QUERY, QUERY.replace("\"try\":0", "\"try\":2147483647"))).attempt())
                .isEqualTo(Integer.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(longs = {-4611686018427387904L, 4611686018427387904L, Long.MAX_VALUE, 253402300800L})
    void saysOfATimeOutOfRangeWhichClaimItIs(long seconds) {
        for (String claim : new String[] {"iat", "exp"}) {
            String claims = RECORD.replaceFirst("\"" + claim + "\":\\d+", "\"" + claim + "\":" + seconds);

            assertThatExceptionOfType(MalformedMessageException.class)
                    .isThrownBy(() -> decode(MessageCodec.RECORD, claims))
                    .satisfies(refused -> assertThat(refused.getMessage())
                            .doesNotContain("Instant", "exceeds", "overflow", "Long")
                            .containsPattern("claim '" + claim + "'|JSON of a message"));
        }
    }

    @Test
    void refusesAMemberThatAppearsTwiceHoweverItIsWritten() {
        assertRefused(MessageCodec.QUERY, QUERY.replace("\"try\"", "\"\\u0073ub\":\"orders\",\"try\""));
        assertRefused(MessageCodec.RECORD, RECORD.replace("{\"k\":\"w\"}", "{\"k\":\"w\",\"\\u006b\":\"x\"}"));
        assertRefused(MessageCodec.QUERY, QUERY.replace("\"try\"", "\"x\":{\"y\":1,\"y\":2},\"try\""));
    }

    @Test
    void refusesToDescendDeep() {
        assertRefused(
                MessageCodec.QUERY, QUERY.replace("\"try\"", "\"x\":" + "[".repeat(5) + "]".repeat(5) + ",\"try\""));
        assertRefused(MessageCodec.QUERY, "[".repeat(900));
        assertRefused(MessageCodec.QUERY, "{\"x\":".repeat(180));
    }

    private static DiscoveryMessage decode(String type, String claims) throws MalformedMessageException {
        return MessageCodec.decode(type, claims.getBytes(UTF_8));
    }

    private static void assertRefused(String type, String claims) {
        assertRefused(type, claims.getBytes(UTF_8));
    }

    private static void assertRefused(String type, byte[] claims) {
        assertThatExceptionOfType(MalformedMessageException.class)
                .as(new String(claims, ISO_8859_1))
                .isThrownBy(() -> MessageCodec.decode(type, claims));
    }

    private static byte[] replaced(String claims, String sound, String before, byte[] octets, String after) {
        assertThat(claims).contains(sound);
        return claims.replace(sound, before + new String(octets, ISO_8859_1) + after)
                .getBytes(ISO_8859_1);
    }

    private static byte[] octets(String hexadecimal) {
        return HexFormat.ofDelimiter(" ").parseHex(hexadecimal);
    }
}
