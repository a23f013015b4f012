package io.cameldiscovery.lan;

import java.io.IOException;
import java.nio.channels.DatagramChannel;

/** What one of the two UDP sockets does when Camel opens and closes it. */
interface SocketLife {

    /** Sets what must be set before the socket has a port. */
    void beforeBind(DatagramChannel channel) throws IOException;

    /**
     * The socket has its port.
     *
     * @param reopen closes it and opens another in its place; not to be called by a thread of Netty's
     */
    void opened(DatagramChannel channel, Runnable reopen);

    /** May come after the next socket was opened. */
    void closed(DatagramChannel channel);
}
