package io.cameldiscovery.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.message.DiscoveryMessage.Statement;
import io.cameldiscovery.record.Endpoint;
import io.cameldiscovery.testing.Fuzzed;
import java.util.Arrays;
import java.util.List;

/** The claims of a record and of every other message: the type and a line end, then the octets of the claims. */
public final class MessageFuzz {

    private static final List<String> TYPES = List.of(
            MessageCodec.RECORD,
            MessageCodec.QUERY,
            MessageCodec.RESPONSE,
            MessageCodec.ACKNOWLEDGMENT,
            MessageCodec.PROBE,
            MessageCodec.PROOF);

    private MessageFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        if (input.length == 0) {
            return;
        }
        String type = TYPES.get(Math.floorMod(input[0] - 'a', TYPES.size()));
        DiscoveryMessage message;
        try {
            message = MessageCodec.decode(type, Arrays.copyOfRange(input, 1, input.length));
        } catch (MalformedMessageException refused) {
            Fuzzed.assertSaysWhy(refused);
            return;
        }
        byte[] again = MessageCodec.encode(message);
        assertThat(MessageCodec.decode(type, again)).isEqualTo(message);
        assertThat(new String(again, UTF_8).getBytes(UTF_8)).isEqualTo(again);
        if (message instanceof Statement statement) {
            statement.record().endpoints().forEach(Endpoint::address);
            assertThat(statement.record().lifetime()).isPositive();
        }
    }
}
