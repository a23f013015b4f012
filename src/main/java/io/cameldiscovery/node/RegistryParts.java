package io.cameldiscovery.node;

import io.cameldiscovery.lan.PortReservation;
import io.cameldiscovery.lan.PortSettings;
import io.cameldiscovery.message.DiscoveryMessage.Announcement;
import io.cameldiscovery.message.DiscoveryMessage.Goodbye;
import io.cameldiscovery.registry.LeaseSettings;
import io.cameldiscovery.registry.Leases;
import io.cameldiscovery.registry.OutageSettings;
import io.cameldiscovery.registry.Pacing;
import io.cameldiscovery.registry.PartitionGuardSettings;
import io.cameldiscovery.registry.Registry;
import io.cameldiscovery.registry.TokenAdmission;
import io.cameldiscovery.registry.VerifiedRecords;
import io.cameldiscovery.registry.api.AdminGate;
import io.cameldiscovery.registry.api.ClientAddress;
import io.cameldiscovery.registry.api.ForgedTokens;
import io.cameldiscovery.registry.api.RegistryHeaders;
import io.cameldiscovery.registry.dns.RegistryDirectory;
import io.cameldiscovery.registry.lookup.WatchSettings;
import io.cameldiscovery.registry.store.LeaseStore;
import io.cameldiscovery.registry.store.MeasuredStore;
import io.cameldiscovery.registry.store.MemoryLeaseStore;
import io.cameldiscovery.registry.store.SqliteLeaseStore;
import io.cameldiscovery.settings.Settings;
import io.cameldiscovery.settings.StateDirectory;
import io.cameldiscovery.steps.DropCounters;
import io.cameldiscovery.steps.registry.AwaitDurable;
import io.cameldiscovery.steps.registry.EndLease;
import io.cameldiscovery.steps.registry.GrantLease;
import io.cameldiscovery.steps.registry.LimitForgedTokens;
import io.cameldiscovery.steps.registry.LimitTokens;
import io.cameldiscovery.steps.registry.MatchPath;
import io.cameldiscovery.steps.registry.PaceRegistration;
import io.cameldiscovery.steps.registry.ReadPage;
import io.cameldiscovery.steps.registry.ReadPath;
import io.cameldiscovery.steps.registry.ReportFailure;
import io.cameldiscovery.steps.registry.RequireAdmin;
import io.cameldiscovery.steps.registry.TokenList;
import io.cameldiscovery.steps.registry.VerifyAnnouncements;
import io.cameldiscovery.steps.registry.VerifyStatement;
import io.cameldiscovery.steps.registry.WriteStatus;
import io.cameldiscovery.timing.MonotonicClock;
import io.cameldiscovery.token.BearerTokenFile;
import io.cameldiscovery.token.TokenVerifier;
import io.cameldiscovery.token.TrustedKeys;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.camel.main.Main;
import org.jspecify.annotations.Nullable;

/** The objects of the registry role. */
final class RegistryParts implements AutoCloseable {

    /** The values of {@code discovery.registry.store}. */
    enum Store {
        SQLITE,
        MEMORY,
        ETCD
    }

    private final Store storeKind;
    private final MeasuredStore store;
    private final Leases leases;
    private final Registry registry;
    private final int maxTokens;
    private final @Nullable VerifiedRecords records;
    private final Optional<DnsParts> dns;
    private final RegistryHttp http;
    private final AdminGate admin;
    private final ForgedTokens forged;
    private final DropCounters drops;
    private final RegistryPlaces places;
    private final KeyRing keys;
    private final Clock wall;

    /** @param drops counts what goes wrong with single DNS queries */
    RegistryParts(
            Settings settings,
            KeyRing keys,
            StateDirectory state,
            MonotonicClock clock,
            Clock wall,
            DropCounters drops) {
        TokenVerifier verifier = keys.verifier();
        // Camel's HTTP server would only log that it cannot listen.
        InetSocketAddress listening = address(settings, settings.integer("discovery.registry.port", 0, 65535));
        PortSettings.ofHost("discovery.registry.port", "discovery.registry.host")
                .require(() -> PortReservation.requireFree(listening));
        Optional<DnsParts.Plan> dnsPlan = DnsParts.plan(settings);
        Duration storeTimeout = settings.duration("discovery.registry.store-timeout");
        LeaseSettings terms = new LeaseSettings(
                settings.duration("discovery.registry.longest-lease"),
                settings.duration("discovery.registry.restart-grace"),
                memory(settings),
                settings.integer("discovery.registry.renewals-per-lease", 1, 100),
                settings.integer("discovery.registry.max-leases", 1, 100_000_000),
                settings.integer("discovery.registry.max-instances", 1, 10_000_000),
                settings.duration("discovery.trust.clock-tolerance"));
        Path file = settings.path("discovery.registry.store-file").orElseGet(() -> state.file("registry.db"));
        int queue = settings.integer("discovery.registry.store-queue", 1, 10_000_000);
        Duration retryAfter = settings.duration("discovery.registry.retry-after");
        WatchSettings watchTerms = watchTerms(settings);
        this.maxTokens = settings.integer("discovery.registry.bulk.max-tokens", 1, 100_000);
        int maxBulkSize = settings.integer("discovery.registry.bulk.max-body-size", 1_500, 1 << 30);
        InteropParts.Plan interopPlan = InteropParts.plan(settings);
        EtcdSettings etcd = EtcdSettings.of(settings);
        Optional<BearerTokenFile> adminToken = settings.path("discovery.registry.admin-token-file")
                .map(adminFile -> new BearerTokenFile(adminFile, clock::nanos));
        this.admin = new AdminGate(adminToken.orElse(null), clock);
        this.forged = new ForgedTokens(clock);
        this.drops = drops;
        PartitionGuardSettings guard = guard(settings);
        Pacing pacing = new Pacing(settings.number("discovery.registry.pacing.rate", 1, 1e9), clock);
        OutageSettings outage = new OutageSettings(
                settings.duration("discovery.registry.outage.stale-after"),
                settings.duration("discovery.registry.outage.keep"));
        this.storeKind = settings.choice("discovery.registry.store", Store.class);
        if (storeKind == Store.ETCD) {
            requireEtcdGrace(settings, terms, guard, outage);
        }
        LeaseStore chosen =
                switch (storeKind) {
                    case MEMORY -> new MemoryLeaseStore();
                    case SQLITE -> SqliteLeaseStore.open(file, queue, storeTimeout);
                    case ETCD -> etcd.open(queue, storeTimeout);
                };
        this.store = new MeasuredStore(chosen, clock);
        this.leases = new Leases(terms, guard, outage, store, clock, wall);
        restore();
        this.registry = new Registry(leases, storeTimeout, retryAfter, pacing);
        VerifiedRecords opened = new VerifiedRecords(verifier);
        this.records = mayDisclose(settings) ? opened : null;
        this.http = http(settings, clock, watchTerms, new InteropParts(interopPlan, registry, opened), maxBulkSize);
        this.dns = dnsPlan.map(plan -> new DnsParts(plan, new RegistryDirectory(registry, opened), clock, wall, drops));
        this.places = RegistryPlaces.of(settings);
        this.keys = keys;
        this.wall = wall;
    }

    /** What was signed by keys that are trusted no more, or again, is shown no more, or again. */
    void trustChanged(TrustedKeys before, TrustedKeys after) {
        leases.trustChanged(lease -> !before.agreesWith(after, lease.keyId(), lease.service()));
    }

    /** Else an old registration of an instance that left would be taken when nobody remembers that it left. */
    private static Duration memory(Settings settings) {
        return settings.duration(
                "discovery.registry.memory",
                settings.duration("discovery.trust.max-lifetime")
                        .plus(settings.duration("discovery.trust.clock-tolerance")),
                "discovery.trust.max-lifetime and discovery.trust.clock-tolerance together");
    }

    private static WatchSettings watchTerms(Settings settings) {
        return new WatchSettings(
                settings.duration("discovery.registry.watch.longest-wait"),
                settings.duration("discovery.registry.watch.heartbeat", Duration.ofMillis(1)),
                settings.integer("discovery.registry.watch.max-watches", 0, 10_000_000),
                settings.integer("discovery.registry.watch.max-per-source", 0, 10_000_000));
    }

    private RegistryHttp http(
            Settings settings, MonotonicClock clock, WatchSettings watching, InteropParts interop, int maxBulkSize) {
        try {
            return new RegistryHttp(settings, clock, registry, records, watching, interop, maxBulkSize);
        } catch (RuntimeException unusable) {
            store.close();
            throw unusable;
        }
    }

    /** What is encrypted for all others is looked into, and shown in plain, only if somebody says so. */
    static boolean mayDisclose(Settings settings) {
        return settings.flag("discovery.registry.disclose")
                || settings.optional("discovery.encryption.key-file").isEmpty();
    }

    private static PartitionGuardSettings guard(Settings settings) {
        return new PartitionGuardSettings(
                settings.number("discovery.registry.guard.share", 0, 1),
                settings.integer("discovery.registry.guard.min-instances", 2, 10_000_000),
                settings.duration("discovery.registry.guard.interval"),
                settings.duration("discovery.registry.guard.time"));
    }

    /** Else etcd would remove what registries still show, and they would take that for an operator's decision. */
    private static void requireEtcdGrace(
            Settings settings, LeaseSettings terms, PartitionGuardSettings guard, OutageSettings outage) {
        settings.duration(
                "discovery.registry.etcd.grace",
                guard.interval().plus(guard.time()),
                "discovery.registry.guard.interval and discovery.registry.guard.time together");
        settings.duration(
                "discovery.registry.etcd.grace",
                outage.keep().plus(terms.longestGrace()),
                "discovery.registry.outage.keep, and discovery.registry.restart-grace or, if that is longer,"
                        + " discovery.registry.longest-lease divided by discovery.registry.renewals-per-lease");
    }

    private void restore() {
        try {
            leases.restore();
        } catch (RuntimeException unusable) {
            store.close();
            throw unusable;
        }
    }

    /** Where a server of the registry listens. */
    static InetSocketAddress address(Settings settings, int port) {
        return settings.parse("discovery.registry.host", "a local address, such as 0.0.0.0", host -> {
            InetSocketAddress address = new InetSocketAddress(host, port);
            if (address.isUnresolved()) {
                throw new IllegalArgumentException("no such host");
            }
            return address;
        });
    }

    /** The host of {@link #address} as a URI has it. */
    static String host(Settings settings) {
        String host = settings.text("discovery.registry.host");
        return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    }

    /**
     * Where it serves what, for the log.
     *
     * @param addresses of this host, best first
     */
    String summary(List<InetAddress> addresses) {
        return places.summary(addresses) + "; store " + storeKind() + " with " + leases.size() + " leases";
    }

    Leases leases() {
        return leases;
    }

    MeasuredStore store() {
        return store;
    }

    /** As the setting names it. */
    String storeKind() {
        return storeKind.name().toLowerCase(Locale.ROOT);
    }

    RegistryHttp http() {
        return http;
    }

    Optional<DnsParts> dns() {
        return dns;
    }

    /** Without its store a registry is ready all the same: it goes on to answer lookups, and says 503 to the others. */
    NodeHealth health() {
        return new NodeHealth(
                "discovery-registry",
                () -> new NodeHealth.Finding(
                        true,
                        store.isInReach()
                                ? leases.size() + " leases"
                                : "the store is out of reach: lookups are answered, registrations are not"));
    }

    void bindTo(Main camel) {
        ClientAddress clients = http.clients();
        TokenAdmission admission = new TokenAdmission(keys.verifier()::verifyOnce);
        camel.bind("registry", registry);
        camel.bind("leases", leases);
        camel.bind("drains", leases.drains());
        camel.bind("limitForgedTokens", new LimitForgedTokens(forged, clients));
        camel.bind("readPath", new ReadPath());
        camel.bind("verifyAnnouncement", new VerifyStatement(admission, Announcement.class, forged, clients));
        camel.bind("verifyGoodbye", new VerifyStatement(admission, Goodbye.class, forged, clients));
        camel.bind("matchPath", new MatchPath());
        camel.bind("paceRegistration", new PaceRegistration(registry));
        camel.bind("grantLease", new GrantLease(registry));
        camel.bind("endLease", new EndLease(registry));
        camel.bind("awaitDurable", new AwaitDurable(registry));
        camel.bind("tokenList", TokenList.mapper());
        camel.bind("noTokenList", TokenList.UNREADABLE);
        camel.bind("limitTokens", new LimitTokens(maxTokens, http.rates()::charge, clients));
        camel.bind("verifyAnnouncements", new VerifyAnnouncements(admission, forged, clients));
        camel.bind("requireAdmin", new RequireAdmin(admin, clients, drops));
        camel.bind("readPage", new ReadPage());
        camel.bind("writeStatus", new WriteStatus());
        camel.bind("reportFailure", new ReportFailure(drops));
        camel.bind("trustFile", keys.trust());
        camel.bind("registryHeaders", new RegistryHeaders());
        http.bindTo(camel, wall);
        dns.ifPresent(parts -> parts.bindTo(camel));
    }

    @Override
    public void close() {
        Closing.all(() -> dns.ifPresent(DnsParts::close), http, store);
    }
}
