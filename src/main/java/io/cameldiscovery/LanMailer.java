package io.cameldiscovery;

import io.cameldiscovery.camel.Mailer;
import io.cameldiscovery.lan.LanSocket;
import java.net.InetSocketAddress;

/** The LAN socket as what the routes send with. */
record LanMailer(LanSocket lan) implements Mailer {

    @Override
    public void send(String token, InetSocketAddress to) {
        lan.send(token, to);
    }

    @Override
    public void sendToGroup(String token) {
        lan.sendToGroup(token);
    }
}
