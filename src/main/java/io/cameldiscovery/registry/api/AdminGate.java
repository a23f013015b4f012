package io.cameldiscovery.registry.api;

import io.cameldiscovery.registry.Outcome;
import io.cameldiscovery.registry.Problem;
import io.cameldiscovery.registry.SourceNetwork;
import io.cameldiscovery.timing.MonotonicClock;
import io.cameldiscovery.timing.RateLimit;
import io.cameldiscovery.token.BearerTokenFile;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.vertx.HttpMessage;
import org.jspecify.annotations.Nullable;

/** Decides whether a request comes from an operator: it shows the admin token. Closed when there is none. Thread-safe. */
public final class AdminGate {

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int FAILURES_AT_ONCE = 10;

    private final @Nullable BearerTokenFile token;
    private final RateLimit<InetAddress> failures;

    /** @param token what to show, one of them; null: nobody is let in */
    public AdminGate(@Nullable BearerTokenFile token, MonotonicClock clock) {
        this.token = token;
        this.failures = new RateLimit<>(1.0 / PAUSE.toSeconds(), FAILURES_AT_ONCE, clock);
    }

    /**
     * Why the request is not let in, or null if it is: the right token always is, since others may come from the same
     * address. A source that failed {@value #FAILURES_AT_ONCE} times is told so, until it has failed no more for a while.
     *
     * @param authorization the header of that name (RFC 9110 section 11.6.2), or null
     * @param source the address that the request came from
     */
    public Outcome.@Nullable Refused refusal(@Nullable String authorization, InetAddress source) {
        if (token == null) {
            return Outcome.Refused.of(
                    Problem.ADMIN_OFF, "set discovery.registry.admin-token-file to let operators do this");
        } else if (token.admits(authorization)) {
            return null;
        } else if (!failures.allows(SourceNetwork.of(source))) {
            return new Outcome.Refused(
                    Problem.TOO_MANY_FAILURES, "too many wrong admin tokens came from this address", PAUSE);
        }
        return Outcome.Refused.of(
                Problem.NOT_ADMIN, "send the header 'Authorization: Bearer ' with the token of the registry's admin");
    }

    /**
     * The header that a request to a route came with, or null. From the request itself: Camel's headers hold parameters of
     * the query too, and a token there ends up in logs.
     */
    public static @Nullable String authorization(Exchange exchange) {
        if (!(exchange.getMessage() instanceof HttpMessage message)) {
            return null;
        }
        List<String> sent = message.getRequest().headers().getAll("Authorization");
        return sent.size() == 1 ? sent.get(0) : null;
    }
}
