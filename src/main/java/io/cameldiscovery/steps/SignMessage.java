package io.cameldiscovery.steps;

import io.cameldiscovery.message.DiscoveryMessage;
import io.cameldiscovery.token.TokenSigner;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Replaces a message by its token, signed by the key of this node. */
public final class SignMessage implements Processor {

    private final TokenSigner signer;

    public SignMessage(TokenSigner signer) {
        this.signer = signer;
    }

    @Override
    public void process(Exchange exchange) {
        exchange.getMessage().setBody(signer.sign(exchange.getMessage().getBody(DiscoveryMessage.class)));
    }
}
