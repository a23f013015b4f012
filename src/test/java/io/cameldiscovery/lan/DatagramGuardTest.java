package io.cameldiscovery.lan;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatagramGuardTest {

    private final LanMeter meter = new LanMeter();
    private final EmbeddedChannel channel =
            new EmbeddedChannel(new DatagramGuard(DatagramFilter.tokens(DatagramFilter.MAX_LENGTH), meter));

    @Test
    void handsOnATokenFromAHost() {
        assertThat(offer("eyJ.a.b", "192.0.2.7", 4711).refCnt()).isEqualTo(1);

        assertThat(channel.<DatagramPacket>readInbound().release()).isTrue();
        assertThat(meter.read().received()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.7, 0", "239.255.255.250, 4711", "ff02::c, 4711", "0.0.0.0, 4711"})
    void dropsATokenFromASourceThatCannotBeAnswered(String address, int port) {
        assertThat(offer("eyJ.a.b", address, port).refCnt()).isZero();

        assertThat(channel.<Object>readInbound()).isNull();
        assertThat(meter.read().unanswerable()).isEqualTo(1);
    }

    @Test
    void dropsWhatIsNoToken() {
        assertThat(offer("NOTIFY * HTTP/1.1", "192.0.2.7", 1900).refCnt()).isZero();

        assertThat(channel.<Object>readInbound()).isNull();
        assertThat(meter.read().foreign()).isEqualTo(1);
    }

    private ByteBuf offer(String text, String address, int port) {
        ByteBuf content = Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
        channel.writeInbound(new DatagramPacket(
                content, new InetSocketAddress("192.0.2.1", 9797), new InetSocketAddress(address, port)));
        return content;
    }
}
