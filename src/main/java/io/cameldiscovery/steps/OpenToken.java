package io.cameldiscovery.steps;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.cameldiscovery.token.Inspection;
import io.cameldiscovery.token.TokenVerifier;
import io.cameldiscovery.token.Verdict;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Replaces the bytes of a token by the message that it claims to be, not verified yet; leaves no body of what is no token. */
public final class OpenToken implements Processor {

    private final TokenVerifier verifier;
    private final DropCounters drops;

    public OpenToken(TokenVerifier verifier, DropCounters drops) {
        this.verifier = verifier;
        this.drops = drops;
    }

    @Override
    public void process(Exchange exchange) {
        Object body = exchange.getMessage().getBody();
        byte[] bytes =
                body instanceof byte[] octets ? octets : String.valueOf(body).getBytes(ISO_8859_1);
        Inspection inspection = verifier.inspect(bytes);
        if (inspection instanceof Verdict.Refused refused) {
            drops.count(refused.reason().label(), refused.detail(), MessageContext.sender(exchange));
            MessageContext.silence(exchange);
        } else {
            exchange.getMessage().setBody(inspection);
        }
    }
}
