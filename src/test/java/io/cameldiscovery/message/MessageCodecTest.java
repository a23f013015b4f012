package io.cameldiscovery.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cameldiscovery.message.DiscoveryMessage.Announcement;
import io.cameldiscovery.message.DiscoveryMessage.Goodbye;
import io.cameldiscovery.message.DiscoveryMessage.Query;
import io.cameldiscovery.record.Endpoint;
import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.Sequence;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageCodecTest {

    private static final ServiceRecord RECORD = new ServiceRecord(
            new ServiceName("orders"),
            new InstanceId("a"),
            List.of(Endpoint.parse("http://10.7.0.5:8080/api")),
            40123,
            new Sequence(1767323000, 2),
            Instant.ofEpochSecond(1767323045),
            Instant.ofEpochSecond(1767323135),
            ServiceRecord.metadata(Map.of("zone", "b", "rack", "7")),
            "eu");

    @Test
    void givesARecordTheClaimsOfTheProtocol() {
        assertThat(json(new Announcement(RECORD)))
                .isEqualTo("{\"v\":1,\"sub\":\"orders\",\"iid\":\"a\",\"ep\":[\"http://10.7.0.5:8080/api\"],"
                        + "\"up\":40123,\"epo\":1767323000,\"seq\":2,\"iat\":1767323045,\"exp\":1767323135,"
                        + "\"md\":{\"rack\":\"7\",\"zone\":\"b\"},\"rgn\":\"eu\"}");
        assertThat(json(new Goodbye(RECORD))).endsWith(",\"bye\":true}");
    }

    @Test
    void givesAQueryTheClaimsOfTheProtocol() {
        Query query = new Query(
                new ServiceName("orders"),
                new Nonce("AAAAAAAAAAAAAAAAAAAAAA"),
                Instant.ofEpochSecond(1767323045),
                3,
                List.of(new KnownInstance(new InstanceId("b"), new Sequence(7, 8))));

        assertThat(json(query))
                .isEqualTo("{\"v\":1,\"sub\":\"orders\",\"iat\":1767323045,\"jti\":\"AAAAAAAAAAAAAAAAAAAAAA\","
                        + "\"try\":3,\"kn\":[{\"iid\":\"b\",\"epo\":7,\"seq\":8}]}");
    }

    @Test
    void ignoresClaimsThatItDoesNotKnow() throws Exception {
        byte[] claims = json(new Announcement(RECORD))
                .replace("{\"v\":1,", "{\"v\":1,\"iss\":{\"x\":[1]},")
                .getBytes(UTF_8);

        assertThat(MessageCodec.decode(MessageCodec.RECORD, claims)).isEqualTo(new Announcement(RECORD));
    }

    @Test
    void refusesAnotherVersion() {
        assertRefused(json(new Announcement(RECORD)).replace("\"v\":1", "\"v\":2"), "version 2");
    }

    @Test
    void refusesAMissingClaimByName() {
        assertRefused(json(new Announcement(RECORD)).replace("\"iid\":\"a\",", ""), "'iid'");
    }

    @Test
    void refusesMoreKnownInstancesThanItReads() {
        String one = "{\"iid\":\"b\",\"epo\":7,\"seq\":8}";
        String claims = "{\"v\":1,\"sub\":\"orders\",\"iat\":1,\"jti\":\"AAAAAAAAAAAAAAAAAAAAAA\",\"kn\":["
                + (one + ",").repeat(64) + one + "]}";

        assertThatExceptionOfType(MalformedMessageException.class)
                .isThrownBy(() -> MessageCodec.decode(MessageCodec.QUERY, claims.getBytes(UTF_8)))
                .withMessageContaining("at most 64");
    }

    @Test
    void refusesWhatFollowsTheClaims() {
        assertRefused(json(new Announcement(RECORD)) + "{}", "JSON");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "\"v\":1       | \"v\":1.0         | JSON",
                "\"v\":1       | \"v\":\"1\"       | JSON",
                "\"v\":1       | \"v\":true        | JSON",
                "\"v\":1,      | \"v\":1,\"v\":1,  | JSON",
                "\"v\":1,      | \"v\":1,\"x\":1,\"x\":2, | JSON",
                "\"seq\":2     | \"seq\":2.9       | JSON",
                "\"seq\":2     | \"seq\":\"2\"     | JSON",
                "\"seq\":2     | \"seq\":99999999999999999999 | JSON",
                "\"up\":40123  | \"up\":0          | 'up'",
                "\"up\":40123  | \"up\":65536      | 65536",
                "\"up\":40123  | \"up\":[40123]    | JSON",
                "\"rgn\":\"eu\" | \"rgn\":5         | JSON",
                "\"rgn\":\"eu\" | \"rgn\":false     | JSON",
                "\"rack\":\"7\" | \"rack\":7        | JSON",
                "\"rack\":\"7\" | \"rack\":null     | 'md.rack'",
                "\"rgn\":\"eu\" | \"rgn\":\"eu\",\"bye\":0 | JSON",
                "\"rgn\":\"eu\" | \"rgn\":\"eu\",\"bye\":\"false\" | JSON",
                "\"sub\":\"orders\" | \"sub\":[\"orders\"] | JSON"
            })
    void takesNoValueForAnother(String sound, String odd, String because) {
        String claims = json(new Announcement(RECORD));
        assertThat(claims).contains(sound);

        assertRefused(claims.replace(sound, odd), because);
    }

    private static void assertRefused(String claims, String because) {
        assertThatExceptionOfType(MalformedMessageException.class)
                .isThrownBy(() -> MessageCodec.decode(MessageCodec.RECORD, claims.getBytes(UTF_8)))
                .withMessageContaining(because);
    }

    private static String json(DiscoveryMessage message) {
        return new String(MessageCodec.encode(message), UTF_8);
    }
}
