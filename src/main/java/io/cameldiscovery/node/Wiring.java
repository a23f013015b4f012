package io.cameldiscovery.node;

import io.cameldiscovery.catalogue.Catalogue;
import io.cameldiscovery.catalogue.CatalogueSettings;
import io.cameldiscovery.lan.AnnouncedAddresses;
import io.cameldiscovery.lan.LanSettings;
import io.cameldiscovery.lan.LanSocket;
import io.cameldiscovery.lan.PortReservation;
import io.cameldiscovery.message.DiscoveryMessage.Proven;
import io.cameldiscovery.message.DiscoveryMessage.Statement;
import io.cameldiscovery.registry.http.HttpPorts;
import io.cameldiscovery.registry.http.RequestForm;
import io.cameldiscovery.settings.RegistryUrl;
import io.cameldiscovery.settings.Role;
import io.cameldiscovery.settings.Settings;
import io.cameldiscovery.settings.StateDirectory;
import io.cameldiscovery.steps.CountFailure;
import io.cameldiscovery.steps.DatagramKey;
import io.cameldiscovery.steps.DropCounters;
import io.cameldiscovery.steps.LearnRecord;
import io.cameldiscovery.steps.MessageFilters;
import io.cameldiscovery.steps.NothingLeft;
import io.cameldiscovery.steps.OpenToken;
import io.cameldiscovery.steps.SendDatagrams;
import io.cameldiscovery.steps.SignMessage;
import io.cameldiscovery.steps.SourceLimit;
import io.cameldiscovery.timing.MonotonicClock;
import io.cameldiscovery.timing.RateLimit;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.component.netty.NettyWorkerPoolBuilder;
import org.apache.camel.main.Main;

/**
 * The one place where the objects of a node are made and put together. What the routes name is bound in
 * {@link #bindTo}; nothing here decides anything about the protocol.
 */
final class Wiring implements AutoCloseable {

    private final NodeParts parts;
    private final OwnRecords own;
    private final Optional<ClientParts> client;
    private final RegistryClientParts registryClient;
    private Optional<RegistryParts> registry = Optional.empty();
    /** Not as what it is, since only applications with its libraries can load that. */
    private AutoCloseable management = () -> {};
    /** Tells the answers to this node's own queries and probes. */
    private Predicate<Proven> asked = answer -> false;

    /** @param guard closes what is opened here if the start fails */
    Wiring(Settings settings, Set<Role> roles, StartGuard guard) {
        MonotonicClock clock = MonotonicClock.system();
        Clock wall = Clock.systemUTC();
        SecureRandom random = new SecureRandom();
        RouteSettings.check(settings);
        List<String> registries = RegistryUrl.all(settings);
        KeyRing keys = new KeyRing(settings, wall, clock);
        this.registryClient = new RegistryClientParts(settings, registries, clock);
        LanSettings options = LanParts.options(settings);
        LanParts.requireGroupPort(settings, options.port());
        StateDirectory state = guard.closing(state(settings, roles));
        PortReservation port = guard.closing(LanParts.unicastPort(settings));
        LanSocket lan = LanParts.socket(settings, options, port, clock);
        this.own = OwnRecords.of(settings, roles.contains(Role.SERVER), state, lan, keys.signer(), random, wall);
        this.parts = new NodeParts(
                settings,
                Set.copyOf(roles),
                registries,
                clock,
                wall,
                random,
                keys,
                state,
                lan,
                new LanMailer(lan),
                new DropCounters(clock),
                new Catalogue(clock, wall, CatalogueSettings.defaults()),
                own.instances(),
                new NettyWorkerPoolBuilder()
                        .withWorkerCount(2)
                        .withName("discovery")
                        .build(),
                timer(),
                new ArrayList<>());
        this.client = roles.contains(Role.CLIENT) ? Optional.of(new ClientParts(parts)) : Optional.empty();
    }

    private static ScheduledThreadPoolExecutor timer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "discovery-timer");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    NodeParts parts() {
        return parts;
    }

    OwnRecords own() {
        return own;
    }

    /** @throws IllegalStateException if this node is no client */
    ClientParts client() {
        return client.orElseThrow(() ->
                new IllegalStateException("this node finds no services: give it the role client (discovery.roles)"));
    }

    /** Settings that follow from others, for the routes. */
    Map<String, String> computedSettings() {
        Map<String, String> computed = new HashMap<>();
        computed.put("discovery.lan.unicast-port", Integer.toString(parts.lan().localPort()));
        int registries = parts.registries().size();
        // Routes put it into URIs (RFC 3986 section 3.2.2).
        computed.put("discovery.registry.host", RegistryParts.host(parts.settings()));
        computed.put("discovery.registry.used", Boolean.toString(registries > 0));
        computed.put("discovery.registry.others", Integer.toString(Math.max(0, registries - 1)));
        computed.put(
                "discovery.registry.dns.used",
                Boolean.toString(parts.roles().contains(Role.REGISTRY) && DnsParts.isUsed(parts.settings())));
        if (ManagementSettings.isUsed(parts.settings())) {
            computed.putAll(ManagementSettings.camelSettings(parts.settings()));
        }
        return computed;
    }

    String summary() {
        return "instance " + parts.own().instance() + ", " + parts.keys() + ", state in " + parts.state();
    }

    Optional<String> registrySummary() {
        return registry.map(
                one -> one.summary(AnnouncedAddresses.announced(parts.lan().interfaces())));
    }

    /** Gives the routes what they name. */
    void bindTo(Main camel) {
        bindCommon(camel);
        Set<Role> roles = parts.roles();
        if (roles.contains(Role.SERVER)) {
            new ServerParts(parts).bindTo(camel);
        }
        if (client.isPresent()) {
            asked = client.get().bindTo(camel);
        } else {
            camel.bind("verifyToken", parts.verifyToken((exchange, message, reason) -> {}));
        }
        if (roles.contains(Role.REGISTRY)) {
            RegistryParts made = new RegistryParts(
                    parts.settings(), parts.keys(), parts.state(), parts.clock(), parts.wall(), parts.drops());
            registry = Optional.of(made);
            parts.keys().trust().onChange((before, after) -> parts.timer()
                    .execute(() -> made.trustChanged(before, after)));
            made.bindTo(camel);
        }
        bindManagement(camel);
        camel.bind("learnRecord", new LearnRecord(parts.catalogue(), parts.own(), this::answersUs, parts.drops()));
        camel.bind("messageFilters", new MessageFilters(parts.filters(), parts.drops()));
    }

    /** Checks that the HTTP servers of a started context are what they should be. */
    void requireHttp(CamelContext context) {
        HttpPorts.requireOpen(context);
        registry.ifPresent(used -> used.http().requireUsed(context));
        RequestForm.applyToOtherServers(context);
    }

    private void bindManagement(Main camel) {
        if (!ManagementSettings.isUsed(parts.settings())) {
            return;
        }
        ManagementParts made = ManagementSettings.open(parts.settings());
        management = made;
        made.show(parts);
        client.ifPresent(made::show);
        registry.ifPresent(made::show);
        List<NodeHealth> checks = new ArrayList<>();
        checks.add(new NodeHealth(
                "discovery-lan",
                () -> parts.lan().isOpen()
                        ? new NodeHealth.Finding(true, "open")
                        : new NodeHealth.Finding(false, "the LAN sockets are not open")));
        registry.map(RegistryParts::health).ifPresent(checks::add);
        made.bindTo(camel, checks);
    }

    @Override
    public void close() {
        Closing.all(
                management,
                () -> client.ifPresent(ClientParts::close),
                () -> registry.ifPresent(RegistryParts::close),
                parts.lan(),
                () -> parts.timer().shutdownNow(),
                () -> parts.workers().shutdownGracefully(0, 500, TimeUnit.MILLISECONDS),
                parts.state());
    }

    private void bindCommon(Main camel) {
        Settings settings = parts.settings();
        DropCounters drops = parts.drops();
        LanSocket lan = parts.lan();
        parts.filters()
                .add((message, sender) -> message instanceof Statement statement
                                && sender != null
                                && lan.isOwn(sender)
                                && !answersUs(statement)
                        ? Optional.of("own")
                        : Optional.empty());
        RateLimit<InetAddress> sources = new RateLimit<>(
                settings.number("discovery.lan.source-rate", 0, 1e9),
                settings.number("discovery.lan.source-burst", 1, 1e9),
                parts.clock());
        registryClient.bindTo(camel, parts.random());
        camel.bind("lanGroup", lan.groupSocket());
        camel.bind("lanUnicast", lan.unicastSocket());
        camel.bind("workers", parts.workers());
        camel.bind("catalogue", parts.catalogue());
        camel.bind("signMessage", new SignMessage(parts.keys().signer()));
        camel.bind("sourceLimit", new SourceLimit(sources, drops));
        camel.bind("nothingLeft", new NothingLeft());
        camel.bind("datagramKey", new DatagramKey());
        camel.bind("recentTokens", parts.copies(() -> drops.countQuietly("copy")));
        camel.bind("openToken", new OpenToken(parts.keys().verifier(), drops));
        SendDatagrams send = new SendDatagrams(parts.mailer());
        camel.bind("countFailure", new CountFailure(drops));
        camel.bind("sendToSender", (Processor) send::toSender);
        camel.bind("sendToGroup", (Processor) send::toGroup);
        camel.bind("watchInterfaces", (Processor) exchange -> {
            boolean changed = lan.refresh().isPresent() && own.followAddresses();
            exchange.getMessage().setBody(changed);
        });
    }

    private static StateDirectory state(Settings settings, Set<Role> roles) {
        Path path = statePath(settings, roles);
        return roles.contains(Role.REGISTRY) ? StateDirectory.only(path) : StateDirectory.take(path);
    }

    private static Path statePath(Settings settings, Set<Role> roles) {
        String role = roles.size() > 1 ? "node" : roles.iterator().next().label();
        return settings.path("discovery.state-directory")
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".local", "state", "camel-discovery", role));
    }

    /** Whether the statement carries a nonce of ours, and so was made just now and for us. */
    private boolean answersUs(Statement statement) {
        return statement instanceof Proven proven && asked.test(proven);
    }
}
