package io.cameldiscovery.settings;

import java.util.List;

/**
 * The settings that no class reads but the routes: Camel would say that a value cannot be used, but not of which setting.
 *
 * @param excluded ids of the routes that are not to run; an asterisk at the end stands for anything
 */
public record RouteSettings(List<String> excluded) {

    private static final List<String> DURATIONS = List.of(
            "discovery.lan.watch-interval",
            "discovery.query.first-pause",
            "discovery.query.max-pause",
            "discovery.query.last-pause",
            "discovery.registration.check-interval",
            "discovery.registry.expiry-interval",
            "discovery.registry.files-interval",
            "discovery.resolver.save-interval",
            "discovery.responder.repeat-delay",
            "discovery.selection.check-interval");

    public RouteSettings {
        excluded = List.copyOf(excluded);
    }

    /** @throws ConfigurationException naming the first that cannot be used, by whichever role */
    public static RouteSettings of(Settings settings) {
        DURATIONS.forEach(settings::duration);
        settings.integer("discovery.query.repeats", 0, 10_000);
        settings.integer("discovery.verification.repeats", 0, 10_000);
        return new RouteSettings(settings.list("discovery.routes.excluded"));
    }
}
