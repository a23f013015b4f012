package io.cameldiscovery.node;

import io.cameldiscovery.catalogue.Catalogue;
import io.cameldiscovery.catalogue.OwnInstances;
import io.cameldiscovery.lan.LanSocket;
import io.cameldiscovery.message.DiscoveryMessage;
import io.cameldiscovery.settings.Role;
import io.cameldiscovery.settings.Settings;
import io.cameldiscovery.settings.StateDirectory;
import io.cameldiscovery.steps.DropCounters;
import io.cameldiscovery.steps.Mailer;
import io.cameldiscovery.steps.MessageFilter;
import io.cameldiscovery.steps.VerifyToken;
import io.cameldiscovery.steps.server.LimitAnswer;
import io.cameldiscovery.timing.Jitter;
import io.cameldiscovery.timing.MonotonicClock;
import io.cameldiscovery.token.RecentlySeen;
import io.netty.channel.EventLoopGroup;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Predicate;

/**
 * What all roles of a node share.
 *
 * @param registries base URLs of the registries that this node uses
 * @param gates what drops messages that are of no use here, before any cryptography; roles add theirs
 */
record NodeParts(
        Settings settings,
        Set<Role> roles,
        List<String> registries,
        MonotonicClock clock,
        Clock wall,
        SecureRandom random,
        KeyRing keys,
        StateDirectory state,
        LanSocket lan,
        Mailer mailer,
        DropCounters drops,
        Catalogue catalogue,
        OwnInstances own,
        EventLoopGroup workers,
        ScheduledThreadPoolExecutor timer,
        List<MessageFilter> gates) {

    private static final Duration COPIES_ARRIVE_WITHIN = Duration.ofMillis(50);
    /** How many messages, questions or probes are remembered at most. */
    static final int REMEMBERED = 50_000;

    Jitter jitter() {
        return new Jitter(random);
    }

    /** Remembers for the time in which copies of one datagram arrive. */
    RecentlySeen copies() {
        return new RecentlySeen(COPIES_ARRIVE_WITHIN, REMEMBERED, clock::nanos);
    }

    /** @param refused hears of what cannot be trusted */
    VerifyToken verifyToken(VerifyToken.RefusalListener refused) {
        LimitAnswer.Queries queries = settings.choice("discovery.responder.queries", LimitAnswer.Queries.class);
        // Nodes that answer no queries have no use for those of strangers.
        LimitAnswer.Queries open = roles.contains(Role.SERVER) ? queries : LimitAnswer.Queries.TRUSTED;
        return new VerifyToken(keys.verifier(), open::openTo, refused, drops);
    }

    /** Drops messages of that kind for that reason, if the test says so. */
    <M extends DiscoveryMessage> void refuse(Class<M> kind, Predicate<M> refused, String reason) {
        gates.add((message, sender) ->
                kind.isInstance(message) && refused.test(kind.cast(message)) ? Optional.of(reason) : Optional.empty());
    }
}
