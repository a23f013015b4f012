package io.cameldiscovery.registry.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;

/** The octets of a DNS message, by UDP and by TCP: answered by a sound message of bounded size, or not at all. */
public final class DnsFuzz {

    private static final DnsClient CLIENT = new DnsClient(new ListedInstances()
            .with("orders", "a1", "http://10.7.0.5:8080/api", "http://[fd00::5]:8080/api")
            .with(
                    "orders",
                    "A_2",
                    Duration.ofMinutes(1),
                    Map.of("version", "2", "weight", "7"),
                    "http://10.7.0.6:8080/")
            .withDraining("bills", "b1", "tcp://10.7.0.8:1")
            .with("bills.eu", "c3", "amqp://10.7.0.7", "https://10.7.1.7:8443/", "coap://10.7.0.7:5683"));

    private DnsFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        byte[] datagram = CLIENT.datagram(input);
        if (input.length < 12 || (input[2] & 0x80) != 0) {
            assertThat(datagram).isNull();
        } else {
            assertAnswers(input, datagram, 1232);
            assertAnswers(input, CLIENT.stream(input), 65_535);
        }
        assertThat(CLIENT.responder.counts()).containsEntry("failed", 0L);
    }

    private static void assertAnswers(byte[] query, byte[] answer, int limit) throws Exception {
        assertThat(answer).isNotNull().hasSizeLessThanOrEqualTo(limit).startsWith(query[0], query[1]);
        Message parsed = new Message(answer);
        assertThat(parsed.getHeader().getFlag(Flags.QR)).isTrue();
        assertThat(parsed.getHeader().getOpcode()).isEqualTo(query[2] >> 3 & 0x0F);
        assertThat(parsed.numBytes()).isEqualTo(answer.length);
    }
}
