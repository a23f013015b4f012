package io.cameldiscovery.steps.server;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.cameldiscovery.message.DiscoveryMessage.Acknowledgment;
import io.cameldiscovery.message.DiscoveryMessage.Query;
import io.cameldiscovery.message.Nonce;
import io.cameldiscovery.server.AcknowledgedClients;
import io.cameldiscovery.steps.MessageContext;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.apache.camel.Exchange;

/**
 * What {@code send-answer} asks about an answer on its way: whether it is over, who is to hear it, whether it is
 * repeated. Thread-safe.
 */
public final class SendAnswer {

    private static final int MAX_OPEN = 20_000;

    private final Cache<Nonce, Progress> open = Caffeine.newBuilder()
            .maximumSize(MAX_OPEN)
            .expireAfterWrite(Duration.ofSeconds(10))
            .build();

    private final AcknowledgedClients acknowledged;
    private final boolean repeats;

    /** @param repeats whether answers are repeated at all */
    public SendAnswer(AcknowledgedClients acknowledged, boolean repeats) {
        this.acknowledged = acknowledged;
        this.repeats = repeats;
    }

    /** Whether the answer was acknowledged, or replaced by the answer to a later attempt. */
    public boolean isOver(Exchange exchange) {
        if (!repeats) {
            return false;
        }
        Query query = MessageContext.message(exchange, Query.class);
        Progress progress = open.asMap().merge(query.nonce(), new Progress(query.attempt(), false), Progress::latest);
        return progress.acknowledged() || progress.attempt() > query.attempt();
    }

    /** Whether the group is to hear the answer too: unicast may not reach the client. Never for a stranger. */
    public boolean goesToGroup(Exchange exchange) {
        if (isStranger(exchange)) {
            return false;
        }
        InetSocketAddress client = MessageContext.sender(exchange);
        int attempt = MessageContext.message(exchange, Query.class).attempt();
        return client == null || !acknowledged.reachedByUnicast(client.getAddress(), attempt);
    }

    /**
     * Whether the answer is sent again unless it is acknowledged: a stranger, whose receipts do not count, gets it
     * once.
     */
    public boolean isRepeated(Exchange exchange) {
        return repeats && !isStranger(exchange);
    }

    /** Notes that an answer was received. */
    public void acknowledged(Exchange exchange) {
        Acknowledgment acknowledgment = MessageContext.message(exchange, Acknowledgment.class);
        open.asMap().computeIfPresent(acknowledgment.nonce(), (nonce, progress) -> progress.received());
        InetSocketAddress client = MessageContext.sender(exchange);
        if (client != null) {
            acknowledged.acknowledged(client.getAddress());
        }
    }

    /** Whether an answer with that nonce was sent lately and not acknowledged. */
    public boolean awaits(Nonce nonce) {
        Progress progress = open.getIfPresent(nonce);
        return progress != null && !progress.acknowledged();
    }

    private static boolean isStranger(Exchange exchange) {
        return MessageContext.stranger(exchange) != null;
    }

    /** The state of an answer. A client that asks again after an acknowledgment gets the answer again. */
    private record Progress(int attempt, boolean acknowledged) {

        Progress received() {
            return new Progress(attempt, true);
        }

        Progress latest(Progress other) {
            return other.attempt > attempt ? other : this;
        }
    }
}
