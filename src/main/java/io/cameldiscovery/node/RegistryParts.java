package io.cameldiscovery.node;

import io.cameldiscovery.message.DiscoveryMessage.Announcement;
import io.cameldiscovery.message.DiscoveryMessage.Goodbye;
import io.cameldiscovery.registry.AccessSettings;
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
import io.cameldiscovery.registry.dns.DnsSettings;
import io.cameldiscovery.registry.dns.RegistryDirectory;
import io.cameldiscovery.registry.etcd.EtcdSettings;
import io.cameldiscovery.registry.http.HttpServerSettings;
import io.cameldiscovery.registry.http.ServerTlsSettings;
import io.cameldiscovery.registry.interop.InteropSettings;
import io.cameldiscovery.registry.lookup.WatchSettings;
import io.cameldiscovery.registry.store.LeaseStore;
import io.cameldiscovery.registry.store.MeasuredStore;
import io.cameldiscovery.registry.store.MemoryLeaseStore;
import io.cameldiscovery.registry.store.SqliteLeaseStore;
import io.cameldiscovery.registry.store.StoreSettings;
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
import io.cameldiscovery.steps.registry.WriteAnswer;
import io.cameldiscovery.steps.registry.WriteStatus;
import io.cameldiscovery.timing.MonotonicClock;
import io.cameldiscovery.token.BearerTokenFile;
import io.cameldiscovery.token.KeySettings;
import io.cameldiscovery.token.TokenVerifier;
import io.cameldiscovery.token.TrustedKeys;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.apache.camel.main.Main;
import org.jspecify.annotations.Nullable;

/** The objects of the registry role. */
final class RegistryParts implements AutoCloseable {

    private final StoreSettings.Kind storeKind;
    private final MeasuredStore store;
    private final Leases leases;
    private final Registry registry;
    private final @Nullable VerifiedRecords records;
    private final HttpServerSettings httpSettings;
    private final RegistryHttp http;
    private final Optional<DnsParts> dns;
    private final RegistrySummary summary;
    private final AdminGate admin;
    private final ForgedTokens forged;
    private final DropCounters drops;
    private final KeyRing keys;
    private final Clock wall;

    RegistryParts(NodeParts node) {
        Settings settings = node.settings();
        MonotonicClock clock = node.clock();
        TokenVerifier verifier = node.keys().verifier();
        KeySettings keySettings = KeySettings.of(settings);
        ServerTlsSettings tlsSettings = ServerTlsSettings.of(settings);
        AccessSettings access = AccessSettings.of(
                settings, keySettings, tlsSettings.clientAuthority().isPresent());
        DnsSettings dnsSettings = DnsSettings.of(settings, access);
        InteropSettings interopSettings = InteropSettings.of(settings, access);
        StoreSettings storeSettings = StoreSettings.of(settings);
        this.httpSettings = HttpServerSettings.of(settings);
        this.storeKind = storeSettings.kind();
        this.drops = node.drops();

        httpSettings.requireFreePort();
        if (dnsSettings.isUsed()) {
            dnsSettings.requireFreePorts();
        }
        this.admin = new AdminGate(
                access.adminTokens().map(file -> tokens(file, clock)).orElse(null), clock);
        this.forged = new ForgedTokens(clock);

        LeaseSettings leaseSettings = LeaseSettings.of(settings, keySettings);
        PartitionGuardSettings guard = PartitionGuardSettings.of(settings);
        OutageSettings outage = OutageSettings.of(settings);
        Pacing pacing = Pacing.of(settings, clock);
        WatchSettings watching = WatchSettings.of(settings);
        EtcdSettings etcd = EtcdSettings.of(settings, storeSettings);
        if (storeKind == StoreSettings.Kind.ETCD) {
            EtcdSettings.requireGrace(settings, leaseSettings, guard, outage);
        }
        this.store = new MeasuredStore(open(storeSettings, etcd, node.state()), clock);
        VerifiedRecords opened = new VerifiedRecords(verifier);
        this.records = access.disclose() ? opened : null;
        try {
            this.leases = new Leases(leaseSettings, guard, outage, store, clock, node.wall());
            leases.restore();
            this.registry = new Registry(leases, storeSettings.timeout(), Registry.RETRY_AFTER, pacing);
            this.http = new RegistryHttp(
                    httpSettings,
                    tlsSettings,
                    watching,
                    access.lookupTokens().map(file -> tokens(file, clock)),
                    clock,
                    registry,
                    records,
                    new InteropParts(interopSettings, registry, opened));
        } catch (RuntimeException unusable) {
            store.close();
            throw unusable;
        }
        this.dns = dnsSettings.isUsed()
                ? Optional.of(
                        new DnsParts(dnsSettings, new RegistryDirectory(registry, opened), clock, node.wall(), drops))
                : Optional.empty();
        this.summary = RegistrySummary.of(httpSettings, tlsSettings, dnsSettings);
        this.keys = node.keys();
        this.wall = node.wall();
    }

    private static LeaseStore open(StoreSettings settings, EtcdSettings etcd, StateDirectory state) {
        return switch (settings.kind()) {
            case MEMORY -> new MemoryLeaseStore();
            case SQLITE ->
                SqliteLeaseStore.open(
                        settings.file().orElseGet(() -> state.file("registry.db")),
                        settings.queue(),
                        settings.timeout());
            case ETCD -> etcd.open();
        };
    }

    private static BearerTokenFile tokens(Path file, MonotonicClock clock) {
        return new BearerTokenFile(file, clock::nanos);
    }

    /** What was signed by keys that are trusted no more, or again, is shown no more, or again. */
    void trustChanged(TrustedKeys before, TrustedKeys after) {
        leases.trustChanged(lease -> !before.agreesWith(after, lease.keyId(), lease.service()));
    }

    /**
     * Where it serves what, for the log.
     *
     * @param addresses of this host, best first
     */
    String summary(List<InetAddress> addresses) {
        return summary.text(addresses) + "; store " + storeKind() + " with " + leases.size() + " leases";
    }

    Leases leases() {
        return leases;
    }

    MeasuredStore store() {
        return store;
    }

    /** As the setting names it. */
    String storeKind() {
        return storeKind.label();
    }

    HttpServerSettings httpSettings() {
        return httpSettings;
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
        camel.bind("limitTokens", new LimitTokens(LimitTokens.MOST_TOKENS, http.rates()::charge, clients));
        camel.bind("verifyAnnouncements", new VerifyAnnouncements(admission, forged, clients));
        camel.bind("requireAdmin", new RequireAdmin(admin, clients, drops));
        camel.bind("readPage", new ReadPage());
        camel.bind("writeAnswer", new WriteAnswer());
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
