package io.cameldiscovery.node;

import io.cameldiscovery.settings.ConfigurationException;
import io.cameldiscovery.settings.Role;
import io.cameldiscovery.settings.Settings;
import io.cameldiscovery.settings.UnicastTarget;
import io.cameldiscovery.token.TokenSigner;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** The settings that only routes read: Camel would say that a value cannot be used, but not of which setting it is. */
final class RouteSettings {

    /** Octets that a registration has at most: its token fits a datagram. */
    private static final int ONE_TOKEN = TokenSigner.MAX_DATAGRAM;

    private static final List<String> DURATIONS = List.of(
            "discovery.lan.watch-interval",
            "discovery.query.first-pause",
            "discovery.query.max-pause",
            "discovery.query.last-pause",
            "discovery.registration.check-interval",
            "discovery.registration.retry-delay",
            "discovery.registry.expiry-interval",
            "discovery.registry.failover-delay",
            "discovery.registry.files-interval",
            "discovery.registry.timeout",
            "discovery.resolver.save-interval",
            "discovery.responder.repeat-delay",
            "discovery.selection.check-interval");

    /** What follows from other settings, with those: whoever sets it would believe that it did something. */
    private static final Map<String, String> COMPUTED = Map.of(
            "discovery.registry.used", "discovery.registry.url",
            "discovery.registry.others", "discovery.registry.url",
            "discovery.registry.dns.used", "discovery.registry.dns.port");

    private RouteSettings() {}

    /** @throws ConfigurationException naming the first that cannot be used */
    static void check(Settings settings) {
        Role.of(settings);
        COMPUTED.forEach((key, origin) -> requireUnset(settings, key, origin));
        DURATIONS.forEach(settings::duration);
        settings.integer("discovery.query.repeats", 0, 10_000);
        settings.number("discovery.query.growth", 1, 100);
        settings.number("discovery.query.jitter", 0, 1);
        settings.integer("discovery.verification.repeats", 0, 10_000);
        settings.integer("discovery.registry.max-body-size", ONE_TOKEN, 1_000_000_000);
        settings.parse(
                "discovery.lan.bind-address",
                "a local address, such as 0.0.0.0",
                address -> UnicastTarget.parse(address, 1));
        settings.parse("discovery.verification.health-path", "a path, such as /health", RouteSettings::path);
    }

    private static void requireUnset(Settings settings, String key, String origin) {
        if (settings.optional(key).filter(value -> !value.equals("0")).isPresent()) {
            throw new ConfigurationException(key + " is computed: leave it away, and set " + origin);
        }
    }

    private static URI path(String text) {
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException("it begins with /");
        }
        return URI.create(text);
    }
}
