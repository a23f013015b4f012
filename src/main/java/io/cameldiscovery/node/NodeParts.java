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
import io.cameldiscovery.steps.RecentlySeenRepository;
import io.cameldiscovery.steps.VerifyToken;
import io.cameldiscovery.steps.server.AnswerLimit;
import io.cameldiscovery.steps.server.ResponderSettings;
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
 * @param filters what drops messages that are of no use here, before any cryptography; roles add theirs
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
        List<MessageFilter> filters) {

    private static final Duration COPIES_ARRIVE_WITHIN = Duration.ofMillis(50);
    /** How many messages, questions or probes are remembered at most. */
    static final int REMEMBERED = 50_000;

    Jitter jitter() {
        return new Jitter(random);
    }

    /**
     * Remembers for the time in which copies of one datagram arrive.
     *
     * @param again is told of each copy
     */
    RecentlySeenRepository copies(Runnable again) {
        return new RecentlySeenRepository(new RecentlySeen(COPIES_ARRIVE_WITHIN, REMEMBERED, clock::nanos), again);
    }

    /** @param refused hears of what cannot be trusted */
    VerifyToken verifyToken(VerifyToken.RefusalListener refused) {
        // Nodes that answer no queries have no use for those of strangers.
        AnswerLimit.Queries open =
                roles.contains(Role.SERVER) ? ResponderSettings.of(settings).queries() : AnswerLimit.Queries.TRUSTED;
        return new VerifyToken(keys.verifier(), open::openTo, refused, drops);
    }

    /** Drops messages of that kind for that reason, if the test says so. */
    <M extends DiscoveryMessage> void refuse(Class<M> kind, Predicate<M> refused, String reason) {
        filters.add((message, sender) ->
                kind.isInstance(message) && refused.test(kind.cast(message)) ? Optional.of(reason) : Optional.empty());
    }
}
