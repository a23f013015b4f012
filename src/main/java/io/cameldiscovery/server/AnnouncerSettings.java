package io.cameldiscovery.server;

import io.cameldiscovery.record.Lifetime;
import io.cameldiscovery.settings.Settings;
import java.time.Duration;

/**
 * How often a server announces itself: {@code discovery.announcer.*}.
 *
 * @param interval time between announcements
 * @param jitter by which share of the interval an announcement may come later
 */
public record AnnouncerSettings(Duration interval, double jitter) {

    public static AnnouncerSettings of(Settings settings) {
        return new AnnouncerSettings(
                settings.duration("discovery.announcer.interval", Lifetime.SHORTEST),
                settings.number("discovery.announcer.jitter", 0, 1));
    }

    /** How long a record lives on the LAN. */
    public Duration lifetime() {
        return Lifetime.of(interval);
    }
}
