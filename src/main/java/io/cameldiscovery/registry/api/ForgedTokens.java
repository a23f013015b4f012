package io.cameldiscovery.registry.api;

import io.cameldiscovery.registry.Outcome;
import io.cameldiscovery.registry.Problem;
import io.cameldiscovery.registry.SourceNetwork;
import io.cameldiscovery.timing.MonotonicClock;
import io.cameldiscovery.timing.RateLimit;
import java.net.InetAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How many tokens whose signature does not hold a source may send: to find that out costs as much as a good one. Behind
 * {@value #AT_ONCE}, so many a second are checked: {@value #PER_SECOND}. Thread-safe.
 */
public final class ForgedTokens {

    private static final int AT_ONCE = 100;
    private static final int PER_SECOND = 10;

    private final RateLimit<InetAddress> limit;

    public ForgedTokens(MonotonicClock clock) {
        this.limit = new RateLimit<>(PER_SECOND, AT_ONCE, clock);
    }

    /** Why nothing of that source is checked at the moment, or null if it is. */
    public Outcome.@Nullable Refused refusal(InetAddress source) {
        return limit.exhausted(SourceNetwork.of(source))
                ? new Outcome.Refused(
                        Problem.TOO_MANY_FAILURES,
                        "too many forged tokens came from this address",
                        Duration.ofSeconds(1))
                : null;
    }

    /** Takes note of a token that was refused. */
    public void note(InetAddress source, Outcome.Refused refused) {
        if (refused.isForgery()) {
            limit.allows(SourceNetwork.of(source));
        }
    }
}
