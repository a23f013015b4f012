package io.cameldiscovery.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class MessageCodecPropertyTest {

    @Property
    void whatIsEncodedDecodesToAnEqualMessage(@ForAll("messages") DiscoveryMessage message) throws Exception {
        assertThat(MessageCodec.decode(message.type(), MessageCodec.encode(message)))
                .isEqualTo(message);
    }

    @Property
    void anyBytesDecodeOrAreRefused(@ForAll("types") String type, @ForAll byte[] bytes) {
        decodeOrRefuse(type, bytes);
    }

    @Property
    void anyClaimsDecodeOrAreRefused(@ForAll("types") String type, @ForAll("claims") String json) {
        decodeOrRefuse(type, json.getBytes(UTF_8));
    }

    @Property
    void whatDecodesFromAForeignHandEncodesAgain(
            @ForAll("messages") DiscoveryMessage message, @ForAll("types") String type) throws Exception {
        DiscoveryMessage other;
        try {
            other = MessageCodec.decode(type, MessageCodec.encode(message));
        } catch (MalformedMessageException ofAnotherType) {
            return;
        }
        assertThat(MessageCodec.decode(type, MessageCodec.encode(other))).isEqualTo(other);
    }

    private static void decodeOrRefuse(String type, byte[] bytes) {
        try {
            assertThat(MessageCodec.decode(type, bytes).type()).isEqualTo(type);
        } catch (MalformedMessageException refused) {
            assertThat(refused.getMessage()).isNotBlank();
            assertThat(refused.getStackTrace()).isEmpty();
        }
    }

    @Provide
    Arbitrary<DiscoveryMessage> messages() {
        return ArbitraryMessages.at(Instant.parse("2026-01-02T03:04:05Z"));
    }

    @Provide
    Arbitrary<String> types() {
        return Arbitraries.of(
                MessageCodec.RECORD,
                MessageCodec.QUERY,
                MessageCodec.RESPONSE,
                MessageCodec.ACKNOWLEDGMENT,
                MessageCodec.PROBE,
                MessageCodec.PROOF,
                "JWT");
    }

    /** Complete claims, in which some values are replaced by ones of other types and sizes. */
    @Provide
    Arbitrary<String> claims() {
        Arbitrary<String> odd = Arbitraries.of(
                "null",
                "-1",
                "0",
                "1",
                "1.5",
                "1e400",
                "true",
                "\"\"",
                "\"x\"",
                "\"\\u0000\"",
                "[]",
                "[null]",
                "[[]]",
                "{}",
                "{\"a\":null}",
                "{\"a\":{}}",
                "9223372036854775807",
                "9223372036854775808",
                "-9223372036854775808",
                "[\"http://x\"]",
                "[\"http://[\"]",
                "[{}]",
                "[{\"iid\":null}]");
        String[][] claims = {
            {"v", "1"},
            {"sub", "\"orders\""},
            {"iid", "\"a\""},
            {"ep", "[\"http://10.7.0.5:80/\"]"},
            {"up", "9797"},
            {"epo", "1"},
            {"seq", "2"},
            {"iat", "1767323045"},
            {"exp", "1767323145"},
            {"md", "{\"zone\":\"a\"}"},
            {"rgn", "\"eu\""},
            {"bye", "false"},
            {"jti", "\"AAAAAAAAAAAAAAAAAAAAAA\""},
            {"try", "0"},
            {"kn", "[{\"iid\":\"b\",\"epo\":1,\"seq\":1}]"},
            {"nonce", "\"AAAAAAAAAAAAAAAAAAAAAA\""}
        };
        return Arbitraries.maps(Arbitraries.integers().between(0, claims.length - 1), odd)
                .ofMaxSize(2)
                .map(replaced -> {
                    StringBuilder json = new StringBuilder("{");
                    for (int i = 0; i < claims.length; i++) {
                        json.append(i == 0 ? "\"" : ",\"")
                                .append(claims[i][0])
                                .append("\":")
                                .append(replaced.getOrDefault(i, claims[i][1]));
                    }
                    return json.append('}').toString();
                });
    }
}
