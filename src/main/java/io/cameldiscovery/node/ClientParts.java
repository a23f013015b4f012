package io.cameldiscovery.node;

import io.cameldiscovery.catalogue.DiskCache;
import io.cameldiscovery.client.AddressPreference;
import io.cameldiscovery.client.Draining;
import io.cameldiscovery.client.Ejections;
import io.cameldiscovery.client.InstanceFilter;
import io.cameldiscovery.client.Lookups;
import io.cameldiscovery.client.PickStrategy;
import io.cameldiscovery.client.ResolutionCounts;
import io.cameldiscovery.client.ResolverSettings;
import io.cameldiscovery.client.Road;
import io.cameldiscovery.client.SelectionSettings;
import io.cameldiscovery.client.Selector;
import io.cameldiscovery.client.ServicesInUse;
import io.cameldiscovery.lan.StreamClient;
import io.cameldiscovery.message.DiscoveryMessage.Proof;
import io.cameldiscovery.message.DiscoveryMessage.Proven;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.steps.AwaitStep;
import io.cameldiscovery.steps.MessageContext;
import io.cameldiscovery.steps.client.AcceptResponse;
import io.cameldiscovery.steps.client.EndpointCheck;
import io.cameldiscovery.steps.client.OpenLookup;
import io.cameldiscovery.steps.client.QueryNetwork;
import io.cameldiscovery.steps.client.QueryRegistry;
import io.cameldiscovery.steps.client.RegistryAnswers;
import io.cameldiscovery.steps.client.VerificationSettings;
import io.cameldiscovery.steps.client.VerifyInstance;
import io.cameldiscovery.timing.PendingReplies;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.camel.Processor;
import org.apache.camel.main.Main;

/** The objects of the client role. */
final class ClientParts implements AutoCloseable {

    private static final int MAX_STREAM_LINE = 8192;

    private final NodeParts node;
    private final ResolverSettings resolver;
    private final SelectionSettings selection;
    private final VerificationSettings verification;
    private final Ejections ejections;
    private final Draining draining = new Draining();
    private final ServicesInUse servicesInUse;
    private final DiskCache cache;
    private final Lookups lookups;

    ClientParts(NodeParts node) {
        this.node = node;
        this.resolver = ResolverSettings.of(node.settings());
        this.selection = SelectionSettings.of(node.settings());
        this.verification = VerificationSettings.of(node.settings());
        this.cache = new DiskCache(node.state().file("catalogue"));
        this.ejections = new Ejections(selection.ejection(), node.clock());
        this.lookups =
                new Lookups(node.random(), node.clock(), node.timer(), resolver.timeout(), resolver.collectWindow());
        this.servicesInUse =
                new ServicesInUse(node.catalogue(), selection, resolver.timeout(), node.jitter(), node.clock());
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
                service,
                filter,
                strategy,
                node.catalogue(),
                ejections,
                draining,
                selection.maxProofAge(),
                node.clock());
    }

    /** @return what tells the answers to this node's own queries and probes */
    Predicate<Proven> bindTo(Main camel) {
        StreamClient streams = new StreamClient(node.workers(), MAX_STREAM_LINE);
        RouteCalls calls = new RouteCalls(camel::getCamelContext);
        EndpointCheck check = EndpointCheck.of(verification, streams);
        EndpointCheck afterFailure = EndpointCheck.afterFailure(check, streams);
        VerifyInstance verify = new VerifyInstance(
                node.catalogue(),
                new AddressPreference(address -> node.lan().interfaces().reachesDirectly(address)),
                instance -> ejections.doubts(instance) ? afterFailure : check,
                node.keys().signer(),
                node.mailer(),
                (peer, token) -> streams.ask(peer, token, EndpointCheck.TIMEOUT)
                        .thenAccept(answer -> calls.receive(answer, peer)),
                new PendingReplies<>(node.timer(), NodeParts.REMEMBERED),
                verification.patience(),
                node.random(),
                node.wall());
        QueryNetwork queryNetwork = new QueryNetwork(resolver.cacheHeadStart(), node.wall());
        QueryRegistry queryRegistry = new QueryRegistry(queryNetwork, verify, resolver.lanHeadStart());
        AcceptResponse acceptResponse = new AcceptResponse(lookups, verify);
        node.refuse(Proof.class, proof -> !verify.awaits(proof), "not-awaited");
        camel.bind("verifyToken", node.verifyToken(acceptResponse::refused));
        camel.bind("servicesInUse", servicesInUse);
        camel.bind("openLookup", new OpenLookup(lookups, node.catalogue(), verify, roads()));
        camel.bind(
                "awaitResolution",
                new AwaitStep(exchange -> MessageContext.lookup(exchange).resolution(), calls.flows()));
        camel.bind("queryNetwork", queryNetwork);
        camel.bind("nextQuery", (Processor) queryNetwork::nextQuery);
        camel.bind("lanSilent", (Processor) queryNetwork::silent);
        camel.bind("findLookup", (Processor) acceptResponse::findLookup);
        camel.bind("proveByResponse", (Processor) acceptResponse::prove);
        camel.bind("acknowledge", (Processor) acceptResponse::acknowledge);
        camel.bind("acknowledgedResponses", node.copies(() -> {}));
        camel.bind("queryRegistry", queryRegistry);
        camel.bind("claimRecord", (Processor) queryRegistry::claim);
        camel.bind("registryOutOfReach", (Processor) queryRegistry::outOfReach);
        camel.bind("registryEnded", (Processor) queryRegistry::ended);
        camel.bind("registryAnswers", new RegistryAnswers(draining));
        camel.bind("probe", new AwaitStep(verify::probe));
        camel.bind("checkEndpoint", new AwaitStep(verify::checkEndpoint));
        camel.bind("acceptClaim", (Processor) verify::accept);
        camel.bind("rejectClaim", (Processor) verify::reject);
        camel.bind("acceptProof", (Processor) verify::acceptProof);
        bindCache(camel);
        return answer -> acceptResponse.asked(answer) || verify.awaits(answer);
    }

    private void bindCache(Main camel) {
        if (resolver.cache()) {
            StoredRecords.learn(cache.load(), node.keys().verifier(), node.catalogue());
        }
        camel.bind("diskCache", cache);
    }

    /** Those that ask once and stop, before the timer comes round, shall know something the next time. */
    @Override
    public void close() {
        if (resolver.cache()) {
            cache.save(node.catalogue().live());
        }
    }

    private Set<Road> roads() {
        EnumSet<Road> roads = EnumSet.of(Road.LAN);
        if (resolver.cache()) {
            roads.add(Road.CACHE);
        }
        if (!node.registries().isEmpty()) {
            roads.add(Road.REGISTRY);
        }
        return roads;
    }
}
