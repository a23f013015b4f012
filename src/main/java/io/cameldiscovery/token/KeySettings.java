package io.cameldiscovery.token;

import io.cameldiscovery.settings.ConfigurationException;
import io.cameldiscovery.settings.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What a node signs with and whom it believes: {@code discovery.signing.*}, {@code discovery.trust.*},
 * {@code discovery.encryption.*}.
 *
 * @param signingKey file of the key pair or shared secret
 * @param trust file of the trusted keys
 * @param encryptionKey file of the pre-shared key, if messages are encrypted
 * @param clockTolerance by how much wall clocks may differ
 * @param maxLifetime longest life time of a record that is believed
 */
public record KeySettings(
        Path signingKey, Path trust, Optional<Path> encryptionKey, Duration clockTolerance, Duration maxLifetime) {

    /** @throws ConfigurationException naming the first setting that cannot be used */
    public static KeySettings of(Settings settings) {
        return new KeySettings(
                required(settings, "discovery.signing.key-file"),
                required(settings, "discovery.trust.file"),
                settings.path("discovery.encryption.key-file"),
                settings.duration("discovery.trust.clock-tolerance"),
                settings.duration("discovery.trust.max-lifetime"));
    }

    private static Path required(Settings settings, String key) {
        return settings.path(key)
                .orElseThrow(
                        () -> new ConfigurationException(
                                key
                                        + " is not set, and there is no default key: make keys with 'bin/discovery keygen' and set it"));
    }
}
