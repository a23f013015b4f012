package io.cameldiscovery.node;

import io.cameldiscovery.catalogue.DiskCache;
import io.cameldiscovery.client.AddressPreference;
import io.cameldiscovery.client.Draining;
import io.cameldiscovery.client.Ejections;
import io.cameldiscovery.client.InstanceFilter;
import io.cameldiscovery.client.Lookups;
import io.cameldiscovery.client.PickStrategy;
import io.cameldiscovery.client.ResolutionCounts;
import io.cameldiscovery.client.Road;
import io.cameldiscovery.client.Selector;
import io.cameldiscovery.client.ServicesInUse;
import io.cameldiscovery.lan.StreamClient;
import io.cameldiscovery.message.DiscoveryMessage.Proof;
import io.cameldiscovery.message.DiscoveryMessage.Proven;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.settings.Settings;
import io.cameldiscovery.steps.AwaitStep;
import io.cameldiscovery.steps.client.EndpointCheck;
import io.cameldiscovery.steps.client.RegistryAnswers;
import io.cameldiscovery.steps.client.Resolving;
import io.cameldiscovery.steps.client.Verifying;
import io.cameldiscovery.timing.Backoff;
import io.cameldiscovery.timing.PendingReplies;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.camel.Processor;
import org.apache.camel.main.Main;

/** The objects of the client role. */
final class ClientParts implements AutoCloseable {

    private static final Duration SHORTEST_REFRESH = Duration.ofMillis(100);
    private static final double PATIENCE_GROWS = 1.5;
    private static final Duration MOST_PATIENCE = Duration.ofSeconds(10);
    private static final int MAX_STREAM_LINE = 8192;

    private final NodeParts node;
    private final Settings settings;
    private final Ejections ejections;
    private final Draining draining = new Draining();
    private final ServicesInUse servicesInUse;
    private final Duration maxProofAge;
    private final DiskCache cache;
    private final Lookups lookups;

    ClientParts(NodeParts node) {
        this.node = node;
        this.settings = node.settings();
        this.cache = new DiskCache(node.state().file("catalogue"));
        this.ejections = new Ejections(
                new Backoff(
                        settings.duration("discovery.selection.ejection"),
                        2,
                        settings.duration("discovery.selection.longest-ejection")),
                node.clock());
        this.lookups = new Lookups(
                node.random(),
                node.clock(),
                node.timer(),
                settings.duration("discovery.resolver.timeout"),
                settings.duration("discovery.resolver.collect-window"));
        this.maxProofAge = settings.duration("discovery.selection.max-proof-age");
        this.servicesInUse = new ServicesInUse(
                node.catalogue(),
                new ServicesInUse.Rhythm(
                        settings.duration("discovery.selection.refresh-interval", SHORTEST_REFRESH),
                        settings.duration("discovery.selection.registry-interval", SHORTEST_REFRESH),
                        settings.duration("discovery.resolver.timeout")),
                node.jitter(),
                node.clock());
    }

    /** How this node's lookups ended. */
    ResolutionCounts resolutions() {
        return lookups.counts();
    }

    Ejections ejections() {
        return ejections;
    }

    ServicesInUse servicesInUse() {
        return servicesInUse;
    }

    /** Picks from what this node knows. */
    Selector selector(ServiceName service, InstanceFilter filter, PickStrategy strategy) {
        return new Selector(
                service, filter, strategy, node.catalogue(), ejections, draining, maxProofAge, node.clock());
    }

    /** @return what tells the answers to this node's own queries and probes */
    Predicate<Proven> bindTo(Main camel) {
        StreamClient streams = new StreamClient(node.workers(), MAX_STREAM_LINE);
        Duration connectTimeout = settings.duration("discovery.verification.connect-timeout");
        RouteCalls calls = new RouteCalls(camel::getCamelContext);
        EndpointCheck check = EndpointCheck.of(
                settings.choice("discovery.verification.method", EndpointCheck.Method.class),
                streams,
                settings.text("discovery.verification.health-path"),
                connectTimeout);
        EndpointCheck afterFailure = EndpointCheck.afterFailure(check, streams, connectTimeout);
        Verifying verifying = new Verifying(
                node.catalogue(),
                new AddressPreference(address -> node.lan().interfaces().reachesDirectly(address)),
                instance -> ejections.doubts(instance) ? afterFailure : check,
                node.keys().signer(),
                node.mailer(),
                (peer, token) ->
                        streams.ask(peer, token, connectTimeout).thenAccept(answer -> calls.receive(answer, peer)),
                calls::verify,
                new PendingReplies<>(node.timer(), NodeParts.REMEMBERED),
                new Backoff(settings.duration("discovery.verification.attempt-timeout"), PATIENCE_GROWS, MOST_PATIENCE),
                node.random(),
                node.wall());
        Resolving resolving = new Resolving(
                lookups,
                node.catalogue(),
                verifying,
                node.copies(),
                roads(),
                settings.duration("discovery.resolver.cache-head-start"),
                settings.duration("discovery.resolver.lan-head-start"),
                node.wall());
        node.refuse(Proof.class, proof -> !verifying.awaits(proof), "not-awaited");
        camel.bind("verifyToken", node.verifyToken(resolving::refused));
        camel.bind("servicesInUse", servicesInUse);
        camel.bind("resolving", resolving);
        camel.bind("openLookup", (Processor) resolving::openLookup);
        camel.bind("awaitResolution", new AwaitStep(resolving::resolution, calls.flows()));
        camel.bind("nextQuery", (Processor) resolving::nextQuery);
        camel.bind("lanSilent", (Processor) resolving::lanSilent);
        camel.bind("offerAnswer", (Processor) resolving::offerAnswer);
        camel.bind("acknowledge", (Processor) resolving::acknowledge);
        camel.bind("ifRegistryWanted", (Processor) resolving::ifRegistryWanted);
        camel.bind("claimRecord", (Processor) resolving::claimRecord);
        camel.bind("registryOutOfReach", (Processor) resolving::registryOutOfReach);
        camel.bind("registryEnded", (Processor) resolving::registryEnded);
        camel.bind("registryAnswers", new RegistryAnswers(draining));
        camel.bind("probe", new AwaitStep(verifying::probe));
        camel.bind("checkEndpoint", new AwaitStep(verifying::checkEndpoint));
        camel.bind("acceptClaim", (Processor) verifying::accept);
        camel.bind("rejectClaim", (Processor) verifying::reject);
        camel.bind("acceptProof", (Processor) verifying::acceptProof);
        bindCache(camel);
        return answer -> resolving.asked(answer) || verifying.awaits(answer);
    }

    private void bindCache(Main camel) {
        if (usesCache()) {
            StoredRecords.learn(cache.load(), node.keys().verifier(), node.catalogue());
        }
        camel.bind(
                "saveCache", (Processor) exchange -> cache.save(node.catalogue().live()));
    }

    private boolean usesCache() {
        return settings.flag("discovery.resolver.cache");
    }

    /** Those that ask once and stop, before the timer comes round, shall know something the next time. */
    @Override
    public void close() {
        if (usesCache()) {
            cache.save(node.catalogue().live());
        }
    }

    private Set<Road> roads() {
        EnumSet<Road> roads = EnumSet.of(Road.LAN);
        if (usesCache()) {
            roads.add(Road.CACHE);
        }
        if (!node.registries().isEmpty()) {
            roads.add(Road.REGISTRY);
        }
        return roads;
    }
}
