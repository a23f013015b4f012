package io.cameldiscovery.client;

import io.cameldiscovery.settings.Settings;
import io.cameldiscovery.timing.Backoff;
import java.time.Duration;

/**
 * How instances are kept warm and picked for message flows: {@code discovery.selection.*}.
 *
 * @param refreshInterval time between proofs of an instance in use
 * @param registryInterval time between questions to the registry
 * @param maxProofAge how old a proof may be for its instance to be picked
 * @param ejection how long an address is not picked at which calls failed
 */
public record SelectionSettings(
        Duration refreshInterval, Duration registryInterval, Duration maxProofAge, Backoff ejection) {

    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(100);

    public static SelectionSettings of(Settings settings) {
        return new SelectionSettings(
                settings.duration("discovery.selection.refresh-interval", SHORTEST_INTERVAL),
                settings.duration("discovery.selection.registry-interval", SHORTEST_INTERVAL),
                settings.duration("discovery.selection.max-proof-age"),
                new Backoff(
                        settings.duration("discovery.selection.ejection"),
                        2,
                        settings.duration("discovery.selection.longest-ejection")));
    }
}
