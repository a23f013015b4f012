package io.cameldiscovery.registry;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.cameldiscovery.message.DiscoveryMessage.Statement;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.timing.MonotonicClock;
import io.cameldiscovery.token.Inspection;
import io.cameldiscovery.token.Refusal;
import io.cameldiscovery.token.TokenVerifier;
import io.cameldiscovery.token.Verdict;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * Opens tokens that the registry keeps. Those who ask by DNS or with the tools of others verify nothing, so a token counts only while its key is
 * trusted and may announce the service; that is looked at again once a minute. Its expiry does not matter: the lease
 * says how long it holds. Thread-safe.
 */
public final class VerifiedRecords implements Function<String, Optional<ServiceRecord>> {

    private static final Duration AGAIN_AFTER = Duration.ofMinutes(1);
    private static final int REMEMBERED = 10_000;

    private final TokenVerifier verifier;
    private final Cache<String, Optional<ServiceRecord>> opened;

    public VerifiedRecords(TokenVerifier verifier, MonotonicClock clock) {
        this.verifier = verifier;
        this.opened = Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .expireAfterWrite(AGAIN_AFTER)
                .ticker(clock::nanos)
                .executor(Runnable::run)
                .build();
    }

    @Override
    public Optional<ServiceRecord> apply(String token) {
        return opened.get(token, this::open);
    }

    private Optional<ServiceRecord> open(String token) {
        if (verifier.inspect(token) instanceof Inspection.Unverified unverified
                && unverified.message() instanceof Statement statement
                && holds(verifier.verify(unverified))) {
            return Optional.of(statement.record());
        }
        return Optional.empty();
    }

    private static boolean holds(Verdict verdict) {
        return verdict instanceof Verdict.Trusted
                || (verdict instanceof Verdict.Refused refused && refused.reason() == Refusal.EXPIRED);
    }
}
