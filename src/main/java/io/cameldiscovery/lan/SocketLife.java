package io.cameldiscovery.lan;

import java.io.IOException;
import java.nio.channels.DatagramChannel;

/** What one of the two UDP sockets does when Camel opens and closes it. */
interface SocketLife {

    /** Sets what must be set before the socket has a port. */
    void beforeBind(DatagramChannel channel) throws IOException;

    void opened(DatagramChannel channel);

    void closed();
}
