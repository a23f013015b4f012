package io.cameldiscovery.node;

import io.cameldiscovery.lan.LanSocket;
import io.cameldiscovery.steps.Mailer;
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
