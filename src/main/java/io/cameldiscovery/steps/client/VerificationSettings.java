package io.cameldiscovery.steps.client;

import io.cameldiscovery.settings.Settings;
import io.cameldiscovery.timing.Backoff;
import java.net.URI;
import java.time.Duration;

/**
 * How an address is proven before it is handed out: {@code discovery.verification.*}.
 *
 * @param method what proves it
 * @param healthPath what is asked for if HTTP does
 * @param patience how long each probe waits for its proof
 */
public record VerificationSettings(EndpointCheck.Method method, String healthPath, Backoff patience) {

    private static final double PATIENCE_GROWS = 1.5;
    private static final Duration MOST_PATIENCE = Duration.ofSeconds(10);

    public static VerificationSettings of(Settings settings) {
        return new VerificationSettings(
                settings.choice("discovery.verification.method", EndpointCheck.Method.class),
                settings.parse(
                        "discovery.verification.health-path", "a path, such as /health", VerificationSettings::path),
                new Backoff(
                        settings.duration("discovery.verification.attempt-timeout"), PATIENCE_GROWS, MOST_PATIENCE));
    }

    private static String path(String text) {
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException("it begins with /");
        }
        return URI.create(text).toString();
    }
}
