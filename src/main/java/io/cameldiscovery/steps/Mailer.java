package io.cameldiscovery.steps;

import java.net.InetSocketAddress;

/** Sends signed tokens as datagrams, from the unicast socket of this node. */
public interface Mailer {

    void send(String token, InetSocketAddress to);

    /** To everybody on the LAN, by every road and interface that is in use. */
    void sendToGroup(String token);
}
