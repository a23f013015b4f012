package io.cameldiscovery.steps.registry;

import io.cameldiscovery.message.DiscoveryMessage.Announcement;
import io.cameldiscovery.registry.TokenAdmission;
import io.cameldiscovery.registry.api.ClientAddress;
import io.cameldiscovery.registry.api.ForgedTokens;
import java.net.InetAddress;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Replaces the tokens in the body by what {@link VerifyStatement} would say of each. */
public final class VerifyAnnouncements implements Processor {

    private final TokenAdmission admission;
    private final ForgedTokens forged;
    private final ClientAddress clients;

    public VerifyAnnouncements(TokenAdmission admission, ForgedTokens forged, ClientAddress clients) {
        this.admission = admission;
        this.forged = forged;
        this.clients = clients;
    }

    @Override
    public void process(Exchange exchange) {
        List<TokenAdmission.Decision> decisions = admission.decide(LimitTokens.tokens(exchange), Announcement.class);
        InetAddress source = clients.of(exchange);
        for (TokenAdmission.Decision decision : decisions) {
            if (decision instanceof TokenAdmission.Rejected rejected) {
                forged.note(source, rejected.refusal());
            }
        }
        exchange.getMessage().setBody(decisions);
    }
}
