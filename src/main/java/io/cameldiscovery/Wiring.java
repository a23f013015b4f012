package io.cameldiscovery;

import io.cameldiscovery.announcer.Announcer;
import io.cameldiscovery.announcer.Registration;
import io.cameldiscovery.camel.AdmitMessage;
import io.cameldiscovery.camel.AnswerPause;
import io.cameldiscovery.camel.Answers;
import io.cameldiscovery.camel.AwaitStep;
import io.cameldiscovery.camel.CountFailure;
import io.cameldiscovery.camel.Drops;
import io.cameldiscovery.camel.EndpointCheck;
import io.cameldiscovery.camel.Gate;
import io.cameldiscovery.camel.GoodbyeOnStop;
import io.cameldiscovery.camel.LearnRecord;
import io.cameldiscovery.camel.LimitAnswer;
import io.cameldiscovery.camel.LimitSource;
import io.cameldiscovery.camel.Mailer;
import io.cameldiscovery.camel.MatchProbe;
import io.cameldiscovery.camel.MatchQuery;
import io.cameldiscovery.camel.OpenToken;
import io.cameldiscovery.camel.RegistryAnswers;
import io.cameldiscovery.camel.Resolving;
import io.cameldiscovery.camel.SendDatagrams;
import io.cameldiscovery.camel.SignAnswer;
import io.cameldiscovery.camel.VerifyToken;
import io.cameldiscovery.camel.Verifying;
import io.cameldiscovery.catalogue.Catalogue;
import io.cameldiscovery.catalogue.DiskCache;
import io.cameldiscovery.catalogue.EndpointTemplate;
import io.cameldiscovery.catalogue.Limits;
import io.cameldiscovery.catalogue.Offer;
import io.cameldiscovery.catalogue.OwnInstances;
import io.cameldiscovery.lan.DatagramFilter;
import io.cameldiscovery.lan.InterfaceRules;
import io.cameldiscovery.lan.InterfaceWatcher;
import io.cameldiscovery.lan.LanOptions;
import io.cameldiscovery.lan.LanSocket;
import io.cameldiscovery.lan.PortReservation;
import io.cameldiscovery.lan.StreamClient;
import io.cameldiscovery.lan.SystemInterfaces;
import io.cameldiscovery.message.DiscoveryMessage.Acknowledgment;
import io.cameldiscovery.message.DiscoveryMessage.Probe;
import io.cameldiscovery.message.DiscoveryMessage.Proof;
import io.cameldiscovery.message.DiscoveryMessage.Proven;
import io.cameldiscovery.message.DiscoveryMessage.Query;
import io.cameldiscovery.message.DiscoveryMessage.Response;
import io.cameldiscovery.message.DiscoveryMessage.Statement;
import io.cameldiscovery.message.Nonce;
import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.resolver.AddressPreference;
import io.cameldiscovery.resolver.Lookups;
import io.cameldiscovery.resolver.Road;
import io.cameldiscovery.responder.Askers;
import io.cameldiscovery.responder.Responder;
import io.cameldiscovery.selection.Ejections;
import io.cameldiscovery.selection.InstanceFilter;
import io.cameldiscovery.selection.PickStrategy;
import io.cameldiscovery.selection.Selector;
import io.cameldiscovery.selection.ServicesInUse;
import io.cameldiscovery.timing.Backoff;
import io.cameldiscovery.timing.Jitter;
import io.cameldiscovery.timing.MonotonicClock;
import io.cameldiscovery.timing.RateLimit;
import io.cameldiscovery.timing.Rendezvous;
import io.cameldiscovery.token.ReplayWindow;
import io.cameldiscovery.token.TokenSigner;
import io.netty.channel.EventLoopGroup;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Predicate;
import org.apache.camel.Processor;
import org.apache.camel.component.netty.NettyWorkerPoolBuilder;
import org.apache.camel.main.Main;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place where the objects of a node are made and put together. What the routes name is bound in
 * {@link #bindTo}; nothing here decides anything about the protocol.
 */
final class Wiring implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Wiring.class);

    private static final Duration COPIES_ARRIVE_WITHIN = Duration.ofMillis(50);
    /** Tokens tell times in whole seconds. */
    private static final Duration SHORTEST_LIFE = Duration.ofSeconds(1);

    /** For a look at the size of a record, which does not depend on it. */
    private static final Duration ANY_LIFETIME = Duration.ofMinutes(1);

    private static final Duration SHORTEST_REFRESH = Duration.ofMillis(100);

    private static final int REMEMBERED = 50_000;
    private static final int MAX_STREAM_LINE = 8192;

    private final Settings settings;
    private final Set<Role> roles;
    private final MonotonicClock clock = MonotonicClock.system();
    private final Clock wall = Clock.systemUTC();
    private final SecureRandom random = new SecureRandom();
    private final Jitter jitter = new Jitter(random);

    private final KeyRing keys;
    private final StateDirectory state;
    private final PortReservation port;
    private final LanSocket lan;
    /** Whether this node was started for this host alone. */
    private final boolean onLoopback;

    private final Mailer mailer;
    private final Drops drops = new Drops(clock);
    private final Catalogue catalogue;
    private final OwnInstances own;
    private final Ejections ejections;
    private final Duration maxProofAge;
    private final ServicesInUse servicesInUse;
    private final EventLoopGroup workers;
    private final ScheduledThreadPoolExecutor timer;
    private final Optional<String> registry;
    private final List<Gate> gates = new ArrayList<>();
    /** Tells the answers to this node's own queries and probes. */
    private Predicate<Proven> asked = answer -> false;

    private Optional<RegistryParts> registryParts = Optional.empty();
    /** Those that ask once and stop, before the timer comes round, shall know something the next time. */
    private Runnable saveAtLast = () -> {};

    /** @param guard closes what is opened here if the start fails */
    Wiring(Settings settings, Set<Role> roles, StartGuard guard) {
        this.settings = settings;
        this.roles = Set.copyOf(roles);
        RouteSettings.check(settings);
        this.registry = settings.optional("discovery.registry.url").map(url -> RegistryUrl.check(settings, url));
        this.keys = new KeyRing(settings, wall, clock);
        this.catalogue = new Catalogue(clock, wall, Limits.defaults());
        LanOptions options = lanOptions();
        InterfaceWatcher watcher = new InterfaceWatcher(
                new SystemInterfaces(),
                new InterfaceRules(
                        settings.list("discovery.lan.interfaces"), settings.list("discovery.lan.interfaces-excluded")));
        PortReservation.requireShareable(options.port());
        this.state = guard.closing(StateDirectory.take(statePath()));
        this.port = guard.closing(PortReservation.reserve(settings.integer("discovery.lan.unicast-port", 0, 65535)));
        this.lan = new LanSocket(options, DatagramFilter.tokens(TokenSigner.MAX_DATAGRAM), watcher, port, clock);
        this.mailer = new LanMailer(lan);
        this.onLoopback = Addresses.areLoopback(Addresses.announced(lan.interfaces()));
        this.own = ownInstances(state);
        this.ejections = new Ejections(
                new Backoff(
                        settings.duration("discovery.selection.ejection"),
                        2,
                        settings.duration("discovery.selection.longest-ejection")),
                clock);
        this.maxProofAge = settings.duration("discovery.selection.max-proof-age");
        this.servicesInUse = new ServicesInUse(
                catalogue,
                new ServicesInUse.Rhythm(
                        settings.duration("discovery.selection.refresh-interval", SHORTEST_REFRESH),
                        settings.duration("discovery.selection.registry-interval", SHORTEST_REFRESH),
                        settings.duration("discovery.resolver.timeout")),
                jitter,
                clock);
        this.workers = new NettyWorkerPoolBuilder()
                .withWorkerCount(2)
                .withName("discovery")
                .build();
        this.timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "discovery-timer");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
    }

    Catalogue catalogue() {
        return catalogue;
    }

    OwnInstances ownInstances() {
        return own;
    }

    LanSocket lan() {
        return lan;
    }

    Optional<String> region() {
        return settings.optional("discovery.region");
    }

    Ejections ejections() {
        return ejections;
    }

    ServicesInUse servicesInUse() {
        return servicesInUse;
    }

    /** Picks from what this node knows. */
    Selector selector(ServiceName service, InstanceFilter filter, PickStrategy strategy) {
        return new Selector(service, filter, strategy, catalogue, ejections, maxProofAge, clock);
    }

    Drops drops() {
        return drops;
    }

    /** Settings that follow from others, for the routes. */
    Map<String, String> computedSettings() {
        Map<String, String> computed = new HashMap<>();
        computed.put("discovery.lan.unicast-port", Integer.toString(lan.localPort()));
        computed.put("discovery.registry.used", Boolean.toString(registry.isPresent()));
        return computed;
    }

    String summary() {
        return "instance " + own.instance() + ", " + keys + ", state in " + state;
    }

    /** Gives the routes what they name. */
    void bindTo(Main camel) {
        bindCommon(camel);
        if (roles.contains(Role.SERVER)) {
            bindServer(camel);
        }
        if (roles.contains(Role.CLIENT)) {
            bindClient(camel);
        } else {
            camel.bind(
                    "verifyToken",
                    new VerifyToken(keys.verifier(), openTo()::openTo, (exchange, message, reason) -> {}, drops));
        }
        if (roles.contains(Role.REGISTRY)) {
            RegistryParts parts = new RegistryParts(settings, keys.verifier(), state, clock, wall);
            registryParts = Optional.of(parts);
            parts.bindTo(camel);
        }
        camel.bind("learnRecord", new LearnRecord(catalogue, own, this::answersUs, drops));
        camel.bind("admitMessage", new AdmitMessage(copies(), gates, drops));
    }

    @Override
    public void close() {
        saveAtLast.run();
        registryParts.ifPresent(RegistryParts::close);
        lan.close();
        timer.shutdownNow();
        workers.shutdownGracefully(0, 500, java.util.concurrent.TimeUnit.MILLISECONDS);
        state.close();
    }

    private void bindCommon(Main camel) {
        gates.add((message, sender) -> message instanceof Statement statement
                ? refuseIf(sender != null && lan.isOwn(sender) && !answersUs(statement), "own")
                : Optional.empty());
        RateLimit<InetAddress> sources = new RateLimit<>(
                settings.number("discovery.lan.source-rate", 0, 1e9),
                settings.number("discovery.lan.source-burst", 1, 1e9),
                clock);
        camel.bind("lanGroup", lan.groupSocket());
        camel.bind("lanUnicast", lan.unicastSocket());
        camel.bind("workers", workers);
        camel.bind("catalogue", catalogue);
        camel.bind("tokenSigner", keys.signer());
        camel.bind("limitSource", new LimitSource(sources, drops));
        camel.bind("openToken", new OpenToken(keys.verifier(), drops));
        SendDatagrams send = new SendDatagrams(mailer);
        camel.bind("countFailure", new CountFailure(drops));
        camel.bind("sendToSender", (Processor) send::toSender);
        camel.bind("sendToGroup", (Processor) send::toGroup);
        camel.bind("watchInterfaces", (Processor) exchange -> {
            boolean changed = lan.refresh().isPresent() && followAddresses();
            exchange.getMessage().setBody(changed);
        });
    }

    /** Whether what this node states changed with its addresses. */
    private boolean followAddresses() {
        List<InetAddress> addresses = Addresses.announced(lan.interfaces());
        if (Addresses.areLoopback(addresses) && !onLoopback) {
            // The cable is out: nobody hears of it, and to nobody is this host at 127.0.0.1.
            return false;
        }
        boolean changed = own.reachedAt(addresses, lan.localPort());
        if (changed) {
            warnOfExcess();
        }
        return changed;
    }

    private void bindServer(Main camel) {
        Duration interval = settings.duration("discovery.announcer.interval", SHORTEST_LIFE);
        double share = settings.number("discovery.announcer.jitter", 0, 1);
        Duration lifetime = Announcer.lifetime(interval);
        Responder responder = new Responder(
                own,
                catalogue,
                jitter,
                lifetime,
                settings.duration("discovery.responder.slot"),
                settings.duration("discovery.responder.max-wait"));
        boolean repeats = settings.integer("discovery.responder.repeats", 0, 20) > 0;
        Answers answers =
                new Answers(new Askers(settings.duration("discovery.responder.asker-memory")), mailer, repeats);
        RateLimit<String> skewed =
                new RateLimit<>(settings.number("discovery.responder.skewed-rate", 0.001, 1e6), 10, clock);
        ReplayWindow answered = new ReplayWindow(Duration.ofMinutes(2), REMEMBERED, clock::nanos);
        gates.add((message, sender) -> message instanceof Query query
                ? refuseIf(!responder.offers(query.service()), "not-offered")
                : Optional.empty());
        gates.add((message, sender) -> message instanceof Acknowledgment acknowledgment
                ? refuseIf(!answers.awaits(acknowledgment.nonce()), "not-awaited")
                : Optional.empty());
        gates.add((message, sender) -> message instanceof Probe probe
                ? refuseIf(!probe.instance().equals(own.instance()), "not-for-me")
                : Optional.empty());
        Announcer announcer = new Announcer(own, interval, share, jitter);
        if (!keys.trustsItself()) {
            LOG.warn(
                    "The trust file does not name this node's own {}: nodes with the same file will not believe it",
                    keys);
        }
        camel.bind("announcer", announcer);
        camel.bind("matchQuery", new MatchQuery(responder, answered, skewed, drops));
        camel.bind("matchProbe", new MatchProbe(responder, skewed, drops));
        camel.bind("answerPause", new AnswerPause(responder));
        camel.bind("signAnswer", new SignAnswer(keys.signer()));
        camel.bind(
                "limitAnswer", new LimitAnswer(settings.number("discovery.responder.amplification", 1, 1000), drops));
        camel.bind("sendAnswer", (Processor) answers::send);
        camel.bind("acceptAcknowledgment", (Processor) answers::acknowledged);
        camel.bind("goodbye", new GoodbyeOnStop());
        if (registry.isPresent()) {
            bindRegistration(camel);
        }
    }

    /** Whose queries pass: nodes that answer none have no use for those of strangers. */
    private LimitAnswer.Queries openTo() {
        LimitAnswer.Queries queries = settings.choice("discovery.responder.queries", LimitAnswer.Queries.class);
        return roles.contains(Role.SERVER) ? queries : LimitAnswer.Queries.TRUSTED;
    }

    private void bindRegistration(Main camel) {
        Registration registration = new Registration(
                own,
                settings.duration("discovery.registration.lease", SHORTEST_LIFE),
                settings.duration("discovery.registration.pause"),
                settings.number("discovery.registration.jitter", 0, 1),
                jitter,
                clock);
        RegistryAnswers registryAnswers = new RegistryAnswers();
        camel.bind("registration", registration);
        camel.bind("registrationAnswered", (Processor) exchange -> registryAnswers.registered(
                exchange, exchange.getProperty("record", ServiceRecord.class), registration));
    }

    private void bindClient(Main camel) {
        StreamClient streams = new StreamClient(workers, MAX_STREAM_LINE);
        Duration connectTimeout = settings.duration("discovery.verification.connect-timeout");
        RouteCalls calls = new RouteCalls(camel::getCamelContext);
        EndpointCheck check = EndpointCheck.of(
                settings.choice("discovery.verification.method", EndpointCheck.Method.class),
                streams,
                settings.text("discovery.verification.health-path"),
                connectTimeout);
        EndpointCheck afterFailure = EndpointCheck.afterFailure(check, streams, connectTimeout);
        Verifying verifying = new Verifying(
                catalogue,
                new AddressPreference(address -> lan.interfaces().reachesDirectly(address)),
                instance -> ejections.doubts(instance) ? afterFailure : check,
                keys.signer(),
                mailer,
                (peer, token) ->
                        streams.ask(peer, token, connectTimeout).thenAccept(answer -> calls.receive(answer, peer)),
                calls::verify,
                new Rendezvous<>(timer, REMEMBERED),
                settings.duration("discovery.verification.attempt-timeout"),
                random,
                wall);
        Lookups lookups = new Lookups(
                random,
                clock,
                timer,
                settings.duration("discovery.resolver.timeout"),
                settings.duration("discovery.resolver.collect-window"));
        Resolving resolving = new Resolving(
                lookups,
                catalogue,
                verifying,
                copies(),
                roads(),
                settings.duration("discovery.resolver.cache-head-start"),
                settings.duration("discovery.resolver.lan-head-start"),
                wall);
        gates.add((message, sender) ->
                message instanceof Proof proof ? refuseIf(!verifying.awaits(proof), "not-awaited") : Optional.empty());
        camel.bind("verifyToken", new VerifyToken(keys.verifier(), openTo()::openTo, resolving::refused, drops));
        asked = answer -> resolving.asked(answer) || verifying.awaits(answer);
        camel.bind("servicesInUse", servicesInUse);
        camel.bind("resolving", resolving);
        camel.bind("openLookup", (Processor) resolving::openLookup);
        camel.bind("awaitResolution", new AwaitStep(resolving::resolution));
        camel.bind("nextQuery", (Processor) resolving::nextQuery);
        camel.bind("lanSilent", (Processor) resolving::lanSilent);
        camel.bind("offerAnswer", (Processor) resolving::offerAnswer);
        camel.bind("acknowledge", (Processor) resolving::acknowledge);
        camel.bind("ifRegistryWanted", (Processor) resolving::ifRegistryWanted);
        camel.bind("claimRecord", (Processor) resolving::claimRecord);
        camel.bind("registryOutOfReach", (Processor) resolving::registryOutOfReach);
        camel.bind("registryEnded", (Processor) resolving::registryEnded);
        camel.bind("registryAnswers", new RegistryAnswers());
        camel.bind("probe", new AwaitStep(verifying::probe));
        camel.bind("checkEndpoint", new AwaitStep(verifying::checkEndpoint));
        camel.bind("acceptClaim", (Processor) verifying::accept);
        camel.bind("rejectClaim", (Processor) verifying::reject);
        camel.bind("acceptProof", (Processor) verifying::acceptProof);
        bindCache(camel);
    }

    private void bindCache(Main camel) {
        DiskCache cache = new DiskCache(state.file("catalogue"));
        if (settings.flag("discovery.resolver.cache")) {
            StoredRecords.learn(cache.load(), keys.verifier(), catalogue);
            saveAtLast = () -> cache.save(catalogue.live());
        }
        camel.bind("saveCache", (Processor) exchange -> cache.save(catalogue.live()));
    }

    private Set<Road> roads() {
        EnumSet<Road> roads = EnumSet.of(Road.LAN);
        if (settings.flag("discovery.resolver.cache")) {
            roads.add(Road.CACHE);
        }
        if (registry.isPresent()) {
            roads.add(Road.REGISTRY);
        }
        return roads;
    }

    private LanOptions lanOptions() {
        int groupPort = settings.integer("discovery.lan.port", 1, 65535);
        return new LanOptions(
                groupPort,
                settings.parse(
                        "discovery.lan.groups",
                        "multicast addresses, such as 239.255.255.250, ff02::c",
                        all -> settings.list("discovery.lan.groups").stream()
                                .map(LanOptions::group)
                                .toList()),
                settings.flag("discovery.lan.multicast"),
                settings.flag("discovery.lan.broadcast"),
                settings.flag("discovery.lan.ipv6"),
                settings.integer("discovery.lan.hop-limit", 0, 255),
                settings.parse(
                        "discovery.lan.unicast-targets",
                        "addresses with or without port, such as 10.7.0.5 or 10.7.0.5:9797",
                        all -> settings.list("discovery.lan.unicast-targets").stream()
                                .map(target -> UnicastTarget.parse(target, groupPort))
                                .toList()));
    }

    private OwnInstances ownInstances(StateDirectory directory) {
        InstanceId instance = settings.optional("discovery.instance")
                .map(text -> settings.parse("discovery.instance", "an instance id", value -> new InstanceId(text)))
                .orElseGet(() -> directory.instance(random));
        OwnInstances instances = new OwnInstances(
                instance,
                directory.nextEpoch(wall),
                settings.optional("discovery.region").orElse(null),
                wall);
        if (roles.contains(Role.SERVER)) {
            settings.services().forEach((name, metadata) -> instances.offer(offer(name, metadata)));
        }
        instances.reachedAt(Addresses.announced(lan.interfaces()), lan.localPort());
        return instances;
    }

    private Offer offer(String name, Map<String, String> metadata) {
        try {
            List<EndpointTemplate> endpoints = settings.endpointsOf(name).stream()
                    .map(EndpointTemplate::new)
                    .toList();
            return new Offer(new ServiceName(name), endpoints, metadata);
        } catch (IllegalArgumentException refused) {
            throw new ConfigurationException("discovery.service." + name + ".*: " + refused.getMessage(), refused);
        }
    }

    /**
     * A record that does not fit a datagram could never be heard: better to know at once. Signs, and so waits for the
     * signature engine, which loads while Camel starts.
     *
     * @throws ConfigurationException if a record of this node does not fit
     */
    void requireFit() {
        own.records(ANY_LIFETIME).forEach(record -> {
            int excess = excess(record);
            if (excess > 0) {
                throw new ConfigurationException("the record of '" + record.service() + "' is " + excess
                        + " octets too large for a datagram: shorten its endpoints or metadata, or name fewer"
                        + " interfaces in discovery.lan.interfaces");
            }
        });
    }

    /** By how many octets the longest message with that record is too long: a response, with its nonce. */
    private int excess(ServiceRecord record) {
        return keys.signer().sign(new Response(record, Nonce.random(random))).length() - TokenSigner.MAX_DATAGRAM;
    }

    /** Addresses that come later can make a record too large; that is no reason to stop, but its operator must know. */
    private void warnOfExcess() {
        own.records(ANY_LIFETIME).stream()
                .filter(record -> excess(record) > 0)
                .forEach(record -> LOG.warn(
                        "With its new addresses the record of '{}' is too large for a datagram and will not be heard: name fewer"
                                + " interfaces in discovery.lan.interfaces",
                        record.service()));
    }

    private Path statePath() {
        String role = roles.size() > 1 ? "node" : roles.iterator().next().label();
        return settings.path("discovery.state-directory")
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".local", "state", "camel-discovery", role));
    }

    /** Remembers for the time in which copies of one datagram arrive. */
    private ReplayWindow copies() {
        return new ReplayWindow(COPIES_ARRIVE_WITHIN, REMEMBERED, clock::nanos);
    }

    /** Whether the statement carries a nonce of ours, and so was made just now and for us. */
    private boolean answersUs(Statement statement) {
        return statement instanceof Proven proven && asked.test(proven);
    }

    private static Optional<String> refuseIf(boolean refused, String reason) {
        return refused ? Optional.of(reason) : Optional.empty();
    }
}
