package io.cameldiscovery.steps.registry;

import io.cameldiscovery.message.DiscoveryMessage.Statement;
import io.cameldiscovery.registry.RefusedRequestException;
import io.cameldiscovery.registry.TokenAdmission;
import io.cameldiscovery.registry.api.ClientAddress;
import io.cameldiscovery.registry.api.ForgedTokens;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/** Replaces the token in the body by the statement that its signer may make; takes note of a forged one. */
public final class VerifyStatement implements Processor {

    private final TokenAdmission admission;
    private final Class<? extends Statement> kind;
    private final ForgedTokens forged;
    private final ClientAddress clients;

    /** @param kind what the token must be */
    public VerifyStatement(
            TokenAdmission admission, Class<? extends Statement> kind, ForgedTokens forged, ClientAddress clients) {
        this.admission = admission;
        this.kind = kind;
        this.forged = forged;
        this.clients = clients;
    }

    @Override
    public void process(Exchange exchange) throws RefusedRequestException {
        Message message = exchange.getMessage();
        String token = message.getBody(String.class);
        try {
            message.setBody(admission.admit(token == null ? "" : token, kind));
        } catch (RefusedRequestException refused) {
            forged.note(clients.of(exchange), refused.refusal());
            throw refused;
        }
    }
}
