package io.cameldiscovery.node;

import io.cameldiscovery.registry.etcd.EtcdLeaseStore;
import io.cameldiscovery.registry.etcd.EtcdOptions;
import io.cameldiscovery.registry.store.LeaseStore;
import io.cameldiscovery.settings.ConfigurationException;
import io.cameldiscovery.settings.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The settings {@code discovery.registry.etcd.*}, checked whichever store is used. */
record EtcdSettings(
        List<URI> endpoints,
        String prefix,
        Optional<String> user,
        Optional<String> password,
        Optional<Path> authority,
        Optional<Path> certificate,
        Optional<Path> key,
        Duration requestTimeout,
        Duration grace) {

    private static final String USER = "discovery.registry.etcd.user";
    private static final String PASSWORD = "discovery.registry.etcd.password";
    private static final String CERTIFICATE = "discovery.registry.etcd.certificate-file";
    private static final String KEY = "discovery.registry.etcd.key-file";

    static EtcdSettings of(Settings settings) {
        EtcdSettings etcd = new EtcdSettings(
                settings.parse(
                        "discovery.registry.etcd.endpoints",
                        "the members of the cluster, such as http://10.7.0.11:2379,http://10.7.0.12:2379,"
                                + " all http or all https",
                        EtcdSettings::endpoints),
                settings.parse(
                        "discovery.registry.etcd.prefix",
                        "letters, digits, dots, underscores, hyphens and inner slashes, such as camel-discovery",
                        EtcdSettings::prefix),
                settings.optional(USER),
                settings.optional(PASSWORD),
                settings.file("discovery.registry.etcd.authority-file"),
                settings.file(CERTIFICATE),
                settings.file(KEY),
                settings.duration("discovery.registry.etcd.request-timeout", Duration.ofMillis(50)),
                settings.duration("discovery.registry.etcd.grace"));
        settings.requireTogether(USER, PASSWORD);
        settings.requireTogether(CERTIFICATE, KEY);
        return etcd;
    }

    /** Where jetcd is loaded: an application that embeds a registry may do without. */
    LeaseStore open(int queue, Duration storeTimeout) {
        try {
            return EtcdLeaseStore.open(new EtcdOptions(
                    endpoints,
                    prefix,
                    user.orElse(null),
                    password.orElse(null),
                    authority.orElse(null),
                    certificate.orElse(null),
                    key.orElse(null),
                    requestTimeout,
                    storeTimeout,
                    grace,
                    queue));
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

    private static List<URI> endpoints(String text) {
        List<URI> endpoints = Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(endpoint -> !endpoint.isEmpty())
                .map(EtcdSettings::endpoint)
                .toList();
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("there is none");
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
            throw new IllegalArgumentException("'" + text + "' is no such address");
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
