package io.cameldiscovery.lan;

import java.io.IOException;
import java.nio.channels.DatagramChannel;

/** Lifecycle callbacks of one of the two UDP sockets, which Camel opens and closes. */
interface SocketLife {

    /** Sets the options that must be set before the socket is bound. */
    void beforeBind(DatagramChannel channel) throws IOException;

    /**
     * The socket is bound.
     *
     * @param reopen replaces the socket by a new one; not to be called on a Netty thread
     */
    void opened(DatagramChannel channel, Runnable reopen);

    /** May come after the next socket was opened. */
    void closed(DatagramChannel channel);
}
