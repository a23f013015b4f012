package io.cameldiscovery.registry.etcd;

import io.cameldiscovery.registry.LeaseSettings;
import io.cameldiscovery.registry.OutageSettings;
import io.cameldiscovery.registry.PartitionGuardSettings;
import io.cameldiscovery.registry.store.LeaseStore;
import io.cameldiscovery.registry.store.StoreSettings;
import io.cameldiscovery.settings.ConfigurationException;
import io.cameldiscovery.settings.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where an etcd cluster is, how to get in, and how long to try: {@code discovery.registry.etcd.*}.
 *
 * @param endpoints of its members, all http or all https
 * @param prefix what all keys begin with
 * @param user or null if etcd asks for none
 * @param password of that user
 * @param authority PEM file of the authority that signed the members' certificates; null: those that Java trusts
 * @param certificate PEM file of the client's certificate chain, or null if etcd asks for none
 * @param key PEM file (PKCS #8) of its private key
 * @param requestTimeout how long one request may take before it is made again, of another member
 * @param storeTimeout how long a write or a read is tried in all
 * @param grace how long after its end etcd itself removes a lease that no registry swept up
 * @param queue how many writes may wait
 */
public record EtcdSettings(
        List<URI> endpoints,
        String prefix,
        @Nullable String user,
        @Nullable String password,
        @Nullable Path authority,
        @Nullable Path certificate,
        @Nullable Path key,
        Duration requestTimeout,
        Duration storeTimeout,
        Duration grace,
        int queue) {

    private static final String USER = "discovery.registry.etcd.user";
    private static final String PASSWORD = "discovery.registry.etcd.password";
    private static final String CERTIFICATE = "discovery.registry.etcd.certificate-file";
    private static final String KEY = "discovery.registry.etcd.key-file";
    private static final String GRACE = "discovery.registry.etcd.grace";
    private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(50);

    /** @throws IllegalArgumentException if two values do not go together; the message says what to change */
    public EtcdSettings {
        endpoints = List.copyOf(endpoints);
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("name at least one member");
        }
        if (endpoints.stream().map(URI::getScheme).distinct().count() > 1) {
            throw new IllegalArgumentException("begin all with http:// or all with https://");
        }
        if ((user == null) != (password == null) || (certificate == null) != (key == null)) {
            throw new IllegalArgumentException("user and password, certificate and key go together");
        }
    }

    /** @throws ConfigurationException naming the first setting that cannot be used */
    public static EtcdSettings of(Settings settings, StoreSettings store) {
        Optional<Path> authority = settings.file("discovery.registry.etcd.authority-file");
        Optional<Path> certificate = settings.file(CERTIFICATE);
        Optional<Path> key = settings.file(KEY);
        settings.requireTogether(CERTIFICATE, KEY);
        settings.requireTogether(USER, PASSWORD);
        return new EtcdSettings(
                settings.parse(
                        "discovery.registry.etcd.endpoints",
                        "the members of the cluster, such as http://10.7.0.11:2379,http://10.7.0.12:2379,"
                                + " all http or all https",
                        EtcdSettings::endpoints),
                settings.parse(
                        "discovery.registry.etcd.prefix",
                        "letters, digits, dots, underscores, hyphens and inner slashes, such as camel-discovery",
                        EtcdSettings::prefix),
                settings.optional(USER).orElse(null),
                settings.optional(PASSWORD).orElse(null),
                authority.orElse(null),
                certificate.orElse(null),
                key.orElse(null),
                settings.duration("discovery.registry.etcd.request-timeout", SHORTEST_TIMEOUT),
                store.timeout(),
                settings.duration(GRACE),
                store.queue());
    }

    /**
     * Else etcd would remove what registries still show, and they would take that for an operator's decision.
     *
     * @throws ConfigurationException if the grace is shorter than leases are kept after their end
     */
    public static void requireGrace(
            Settings settings, LeaseSettings leases, PartitionGuardSettings guard, OutageSettings outage) {
        settings.duration(
                GRACE,
                guard.interval().plus(guard.time()),
                "discovery.registry.guard.interval and discovery.registry.guard.time together");
        settings.duration(
                GRACE,
                outage.keep().plus(leases.longestGrace()),
                "discovery.registry.outage.keep, and discovery.registry.restart-grace or, if that is longer, a third of"
                        + " discovery.registry.longest-lease");
    }

    /** Where jetcd is loaded: an application that embeds a registry may do without. */
    public LeaseStore open() {
        try {
            return EtcdLeaseStore.open(this);
        } catch (NoClassDefFoundError missing) {
            throw new ConfigurationException(
                    "discovery.registry.store = 'etcd' needs io.etcd:jetcd-core on the class path", missing);
        }
    }

    /** Never the password. */
    @Override
    public String toString() {
        return endpoints + " " + prefix;
    }

    boolean isSecure() {
        return "https".equals(endpoints.get(0).getScheme());
    }

    private static List<URI> endpoints(String text) {
        List<URI> endpoints = Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(endpoint -> !endpoint.isEmpty())
                .map(EtcdSettings::endpoint)
                .toList();
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("no endpoint is given");
        }
        if (endpoints.stream().map(URI::getScheme).distinct().count() != 1) {
            throw new IllegalArgumentException("http and https are mixed");
        }
        return endpoints;
    }

    private static URI endpoint(String text) {
        if (!text.contains("://")) {
            throw new IllegalArgumentException("begin '" + text + "' with http:// or https://");
        }
        URI endpoint = URI.create(text);
        boolean web = "http".equals(endpoint.getScheme()) || "https".equals(endpoint.getScheme());
        if (!web || endpoint.getHost() == null || !endpoint.getPath().matches("/?")) {
            throw new IllegalArgumentException("'" + text + "' is not the address of a member");
        } else if (endpoint.getPort() < 0) {
            throw new IllegalArgumentException("'" + text + "' has no port; etcd's is 2379");
        }
        return endpoint;
    }

    private static String prefix(String text) {
        if (!text.matches("/?[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*")) {
            throw new IllegalArgumentException();
        }
        return text;
    }
}
