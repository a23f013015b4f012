package io.cameldiscovery.lan;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class DatagramFilterPropertyTest {

    private final DatagramFilter filter = DatagramFilter.tokens(100);

    @Property
    void admitsNothingThatDoesNotBeginLikeAToken(@ForAll byte[] octets) {
        boolean token =
                octets.length > 3 && octets.length <= 100 && octets[0] == 'e' && octets[1] == 'y' && octets[2] == 'J';
        ByteBuf datagram = Unpooled.wrappedBuffer(octets);

        assertThat(filter.accepts(datagram)).isEqualTo(token);
        assertThat(datagram.readerIndex()).isZero();
    }

    @Example
    void admitsATokenUpToTheLimit() {
        assertThat(filter.accepts(datagram("eyJ" + "a".repeat(97)))).isTrue();
        assertThat(filter.accepts(datagram("eyJ" + "a".repeat(98)))).isFalse();
        assertThat(filter.accepts(datagram("eyJ"))).isFalse();
        assertThat(filter.accepts(datagram("M-SEARCH * HTTP/1.1"))).isFalse();
    }

    private static ByteBuf datagram(String text) {
        return Unpooled.copiedBuffer(text, US_ASCII);
    }
}
