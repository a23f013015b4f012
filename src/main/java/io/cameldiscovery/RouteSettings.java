package io.cameldiscovery;

import java.net.URI;
import java.util.List;

/** The settings that only routes read: Camel would say that a value cannot be used, but not of which setting it is. */
final class RouteSettings {

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

    private RouteSettings() {}

    /** @throws ConfigurationException naming the first that cannot be used */
    static void check(Settings settings) {
        Role.of(settings);
        DURATIONS.forEach(settings::duration);
        settings.integer("discovery.query.repeats", 0, 10_000);
        settings.number("discovery.query.growth", 1, 100);
        settings.number("discovery.query.jitter", 0, 1);
        settings.integer("discovery.verification.repeats", 0, 10_000);
        settings.integer("discovery.registry.max-body-size", 1, 1_000_000_000);
        settings.parse(
                "discovery.lan.bind-address",
                "a local address, such as 0.0.0.0",
                address -> UnicastTarget.parse(address, 1));
        settings.parse("discovery.verification.health-path", "a path, such as /health", RouteSettings::path);
    }

    private static URI path(String text) {
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException("it begins with /");
        }
        return URI.create(text);
    }
}
