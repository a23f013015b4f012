package io.cameldiscovery.steps.registry;

import io.cameldiscovery.registry.Problem;
import io.cameldiscovery.registry.RefusedRequestException;
import io.cameldiscovery.registry.api.ClientAddress;
import java.net.InetAddress;
import java.util.List;
import java.util.function.ObjIntConsumer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Refuses a request with too many tokens, and counts those of any other as if they had come alone. */
public final class LimitTokens implements Processor {

    /** How many tokens one request may have. */
    public static final int MOST_TOKENS = 1_000;

    private final int most;
    private final ObjIntConsumer<InetAddress> charge;
    private final ClientAddress clients;

    /**
     * @param most how many tokens one request may have, 1 or more
     * @param charge counts the tokens of a source behind the first, for which its request was counted
     */
    public LimitTokens(int most, ObjIntConsumer<InetAddress> charge, ClientAddress clients) {
        this.most = most;
        this.charge = charge;
        this.clients = clients;
    }

    @Override
    public void process(Exchange exchange) throws RefusedRequestException {
        int tokens = tokens(exchange).size();
        if (tokens > most) {
            throw new RefusedRequestException(Problem.TOO_LARGE, "send at most " + most + " tokens in one request");
        } else if (tokens > 1) {
            charge.accept(clients.of(exchange), tokens - 1);
        }
    }

    /** What was read as a list of texts. */
    @SuppressWarnings("unchecked")
    static List<String> tokens(Exchange exchange) {
        return exchange.getMessage().getBody(List.class);
    }
}
