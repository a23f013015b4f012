package io.cameldiscovery.steps.server;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.cameldiscovery.catalogue.Source;
import io.cameldiscovery.message.DiscoveryMessage.Acknowledgment;
import io.cameldiscovery.message.DiscoveryMessage.Query;
import io.cameldiscovery.message.Nonce;
import io.cameldiscovery.server.AcknowledgedClients;
import io.cameldiscovery.steps.Mailer;
import io.cameldiscovery.steps.MessageContext;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import org.apache.camel.Exchange;

/**
 * The answers on their way: sent, repeated until acknowledged, and overtaken by the answer to a later attempt of the
 * same query. The methods are steps of {@code respond-to-query}. Thread-safe.
 */
public final class Answers {

    private static final int MAX_OPEN = 20_000;

    private final Cache<Nonce, Progress> open = Caffeine.newBuilder()
            .maximumSize(MAX_OPEN)
            .expireAfterWrite(Duration.ofSeconds(10))
            .build();

    private final AcknowledgedClients askers;
    private final Mailer mailer;
    private final boolean repeats;

    /** @param repeats whether answers are repeated at all */
    public Answers(AcknowledgedClients askers, Mailer mailer, boolean repeats) {
        this.askers = askers;
        this.mailer = mailer;
        this.repeats = repeats;
    }

    /**
     * Sends the signed answer in the body to the asker and perhaps to the group; stops when it was acknowledged. What was
     * asked over a stream is answered there, and a stranger, whose receipts do not count, once and alone.
     */
    public void send(Exchange exchange) {
        Query query = MessageContext.message(exchange, Query.class);
        boolean stranger = MessageContext.stranger(exchange) != null;
        if (MessageContext.source(exchange) == Source.TCP) {
            exchange.setRouteStop(true);
        } else if (isOver(query)) {
            MessageContext.stop(exchange);
        } else {
            send(exchange, query.attempt(), !stranger);
            if (!repeats || stranger) {
                MessageContext.stop(exchange);
            }
        }
    }

    private void send(Exchange exchange, int attempt, boolean perhapsToGroup) {
        InetSocketAddress asker = Objects.requireNonNull(MessageContext.sender(exchange), "a query has a sender");
        String token = exchange.getMessage().getBody(String.class);
        mailer.send(token, asker);
        if (perhapsToGroup && !askers.reachedByUnicast(asker.getAddress(), attempt)) {
            mailer.sendToGroup(token);
        }
    }

    /** Notes that an answer was received. */
    public void acknowledged(Exchange exchange) {
        Acknowledgment acknowledgment = MessageContext.message(exchange, Acknowledgment.class);
        open.asMap().computeIfPresent(acknowledgment.nonce(), (nonce, progress) -> progress.received());
        InetSocketAddress asker = MessageContext.sender(exchange);
        if (asker != null) {
            askers.acknowledged(asker.getAddress());
        }
        MessageContext.stop(exchange);
    }

    /** Whether an answer with that nonce was sent lately and not acknowledged. */
    public boolean awaits(Nonce nonce) {
        Progress progress = open.getIfPresent(nonce);
        return progress != null && !progress.acknowledged();
    }

    private boolean isOver(Query query) {
        if (!repeats) {
            return false;
        }
        Progress progress = open.asMap().merge(query.nonce(), new Progress(query.attempt(), false), Progress::latest);
        return progress.acknowledged() || progress.attempt() > query.attempt();
    }

    /** How far the answering of a query is. Who asks again after an acknowledgment needs the answer again. */
    private record Progress(int attempt, boolean acknowledged) {

        Progress received() {
            return new Progress(attempt, true);
        }

        Progress latest(Progress other) {
            return other.attempt > attempt ? other : this;
        }
    }
}
