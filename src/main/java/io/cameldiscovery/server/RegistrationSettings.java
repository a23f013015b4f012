package io.cameldiscovery.server;

import io.cameldiscovery.record.Lifetime;
import io.cameldiscovery.settings.Settings;
import java.time.Duration;

/**
 * How a server keeps its leases at a registry: {@code discovery.registration.*}.
 *
 * @param lease life time of the records that are registered
 * @param pause after a registration that was refused
 * @param retryDelay after one that found no registry, if there is no lease; then it doubles
 * @param jitter by which share every time is longer or shorter
 */
public record RegistrationSettings(Duration lease, Duration pause, Duration retryDelay, double jitter) {

    public static RegistrationSettings of(Settings settings) {
        return new RegistrationSettings(
                settings.duration("discovery.registration.lease", Lifetime.SHORTEST),
                settings.duration("discovery.registration.pause"),
                settings.duration("discovery.registration.retry-delay"),
                settings.number("discovery.registration.jitter", 0, 1));
    }
}
