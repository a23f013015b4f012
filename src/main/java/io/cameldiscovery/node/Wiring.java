package io.cameldiscovery.node;

import io.cameldiscovery.catalogue.Catalogue;
import io.cameldiscovery.catalogue.CatalogueSettings;
import io.cameldiscovery.catalogue.InstanceSettings;
import io.cameldiscovery.catalogue.OwnInstances;
import io.cameldiscovery.lan.AnnouncedAddresses;
import io.cameldiscovery.lan.DatagramFilter;
import io.cameldiscovery.lan.InterfaceRules;
import io.cameldiscovery.lan.InterfaceWatcher;
import io.cameldiscovery.lan.LanPortSettings;
import io.cameldiscovery.lan.LanSettings;
import io.cameldiscovery.lan.LanSocket;
import io.cameldiscovery.lan.PortReservation;
import io.cameldiscovery.lan.SystemInterfaces;
import io.cameldiscovery.message.DiscoveryMessage.Proven;
import io.cameldiscovery.message.DiscoveryMessage.Statement;
import io.cameldiscovery.registry.http.HttpPorts;
import io.cameldiscovery.registry.http.RegistryClientSettings;
import io.cameldiscovery.registry.http.RequestForm;
import io.cameldiscovery.settings.ConfigurationException;
import io.cameldiscovery.settings.Role;
import io.cameldiscovery.settings.Settings;
import io.cameldiscovery.settings.StateDirectory;
import io.cameldiscovery.steps.CountFailure;
import io.cameldiscovery.steps.DatagramKey;
import io.cameldiscovery.steps.DropCounters;
import io.cameldiscovery.steps.FollowInterfaces;
import io.cameldiscovery.steps.LearnRecord;
import io.cameldiscovery.steps.MessageFilters;
import io.cameldiscovery.steps.NothingLeft;
import io.cameldiscovery.steps.OpenToken;
import io.cameldiscovery.steps.RecordSize;
import io.cameldiscovery.steps.SendDatagrams;
import io.cameldiscovery.steps.SignMessage;
import io.cameldiscovery.steps.SourceLimit;
import io.cameldiscovery.timing.MonotonicClock;
import io.cameldiscovery.token.KeySettings;
import io.cameldiscovery.token.TokenSigner;
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
    private final InstanceSettings instance;
    private final RecordSize recordSize;
    private final FollowInterfaces followInterfaces;
    private final RegistryClientParts registryClient;
    private final ManagementSettings managementSettings;
    private final Optional<ClientParts> client;
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
        RegistryClientSettings registries = RegistryClientSettings.of(settings);
        LanSettings lanSettings = LanSettings.of(settings);
        LanPortSettings ports = LanPortSettings.of(settings);
        this.instance = InstanceSettings.of(settings, roles.contains(Role.SERVER));
        this.managementSettings = ManagementSettings.of(settings);
        KeyRing keys = new KeyRing(KeySettings.of(settings), wall, clock);
        this.registryClient = new RegistryClientParts(registries, clock);

        ports.requireGroupPort();
        StateDirectory state = guard.closing(StateDirectory.of(settings, roles));
        PortReservation port = guard.closing(ports.reserveUnicastPort());
        LanSocket lan = lan(lanSettings, InterfaceRules.of(settings), port, clock);
        OwnInstances own = own(instance, state, random, wall);
        this.recordSize = new RecordSize(own, keys.signer(), random);
        this.followInterfaces = new FollowInterfaces(lan, own, recordSize);
        this.parts = new NodeParts(
                settings,
                Set.copyOf(roles),
                registries.urls(),
                clock,
                wall,
                random,
                keys,
                state,
                lan,
                new LanMailer(lan),
                new DropCounters(clock),
                new Catalogue(clock, wall, CatalogueSettings.defaults()),
                own,
                new NettyWorkerPoolBuilder()
                        .withWorkerCount(2)
                        .withName("discovery")
                        .build(),
                timer(),
                new ArrayList<>());
        this.client = roles.contains(Role.CLIENT) ? Optional.of(new ClientParts(parts)) : Optional.empty();
    }

    private static LanSocket lan(
            LanSettings settings, InterfaceRules rules, PortReservation port, MonotonicClock clock) {
        DatagramFilter filter = DatagramFilter.tokens(TokenSigner.MAX_DATAGRAM);
        InterfaceWatcher interfaces = new InterfaceWatcher(new SystemInterfaces(), rules);
        return new LanSocket(settings, filter, interfaces, port, clock);
    }

    private static OwnInstances own(InstanceSettings settings, StateDirectory state, SecureRandom random, Clock wall) {
        OwnInstances own = new OwnInstances(
                settings.instance().orElseGet(() -> state.instance(random)),
                state.nextEpoch(wall),
                settings.region().orElse(null),
                wall);
        settings.offers().forEach(own::offer);
        return own;
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

    Optional<String> region() {
        return instance.region();
    }

    /** @throws ConfigurationException if what this node states does not fit a datagram */
    void requireRecordsFit() {
        recordSize.requireFit();
    }

    /** @throws IllegalStateException if this node is no client */
    ClientParts client() {
        return client.orElseThrow(() ->
                new IllegalStateException("this node finds no services: give it the role client (discovery.roles)"));
    }

    /** What routes name that no file sets. To be called after {@link #bindTo}. */
    Map<String, String> routeProperties() {
        Map<String, String> properties = new HashMap<>(RouteProperties.of(parts));
        registry.ifPresent(made -> properties.putAll(RouteProperties.of(made)));
        if (managementSettings.isUsed()) {
            properties.putAll(managementSettings.camelSettings());
        }
        return properties;
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
            RegistryParts made = new RegistryParts(parts);
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
        if (!managementSettings.isUsed()) {
            return;
        }
        ManagementParts made = managementSettings.open();
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
        DropCounters drops = parts.drops();
        LanSocket lan = parts.lan();
        parts.filters()
                .add((message, sender) -> message instanceof Statement statement
                                && sender != null
                                && lan.isOwn(sender)
                                && !answersUs(statement)
                        ? Optional.of("own")
                        : Optional.empty());
        registryClient.bindTo(camel, parts.random());
        camel.bind("lanGroup", lan.groupSocket());
        camel.bind("lanUnicast", lan.unicastSocket());
        camel.bind("workers", parts.workers());
        camel.bind("catalogue", parts.catalogue());
        camel.bind("signMessage", new SignMessage(parts.keys().signer()));
        camel.bind("nothingLeft", new NothingLeft());
        camel.bind("sourceLimit", SourceLimit.of(parts.settings(), parts.clock(), drops));
        camel.bind("datagramKey", new DatagramKey());
        camel.bind("recentTokens", parts.copies(() -> drops.countQuietly("copy")));
        camel.bind("openToken", new OpenToken(parts.keys().verifier(), drops));
        SendDatagrams send = new SendDatagrams(parts.mailer());
        camel.bind("countFailure", new CountFailure(drops));
        camel.bind("sendToSender", (Processor) send::toSender);
        camel.bind("sendToGroup", (Processor) send::toGroup);
        camel.bind("followInterfaces", followInterfaces);
    }

    /** Whether the statement carries a nonce of ours, and so was made just now and for us. */
    private boolean answersUs(Statement statement) {
        return statement instanceof Proven proven && asked.test(proven);
    }
}
