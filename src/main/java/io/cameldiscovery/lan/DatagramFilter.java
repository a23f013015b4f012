package io.cameldiscovery.lan;

import io.netty.buffer.ByteBuf;

/** Drops foreign traffic by its first octets, before anything is copied or decoded. */
@FunctionalInterface
public interface DatagramFilter {

    /** The longest datagram of the protocol in octets: what IPv6's smallest MTU holds (RFC 8200, section 5). */
    int MAX_LENGTH = 1_232;

    /** Must not move the buffer's reader index. */
    boolean accepts(ByteBuf datagram);

    /**
     * Admits JOSE compact tokens: all of them begin with {@code eyJ}, which is <code>{"</code> in base64url.
     *
     * @param maxLength in octets
     */
    static DatagramFilter tokens(int maxLength) {
        return datagram -> datagram.readableBytes() <= maxLength
                && datagram.readableBytes() > 3
                && datagram.getMedium(datagram.readerIndex()) == 0x65794A;
    }
}
