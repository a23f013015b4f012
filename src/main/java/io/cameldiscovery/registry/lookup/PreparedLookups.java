package io.cameldiscovery.registry.lookup;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.registry.Outcome;
import io.cameldiscovery.registry.Registry;
import io.cameldiscovery.registry.api.HttpAnswer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Encoded answers to lookups, shared by all clients within a second: only ages would differ. What is registered,
 * renewed or expired is visible at once. Thread-safe.
 */
final class PreparedLookups {

    private static final long MAX_OCTETS = 16L << 20;
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final Registry registry;
    private final Cache<ServiceName, Prepared> answers = Caffeine.newBuilder()
            .maximumWeight(MAX_OCTETS)
            .weigher((ServiceName service, Prepared answer) -> answer.body().length())
            .executor(Runnable::run)
            .build();

    /** An answer, in octets. Its parts do not change. */
    public record Prepared(
            Outcome.Found found,
            HttpAnswer answer,
            Map<CharSequence, CharSequence> headers,
            Buffer body,
            long revision,
            long staleAt) {

        void sendTo(HttpServerResponse response) {
            headers.forEach(response::putHeader);
            response.end(body);
        }
    }

    PreparedLookups(Registry registry) {
        this.registry = registry;
    }

    /** @return null if there is no instance */
    @Nullable
    Prepared find(ServiceName service) {
        long revision = registry.changes().revision(service);
        Prepared known = answers.getIfPresent(service);
        if (known != null && known.revision() == revision && known.staleAt() - registry.now() > 0) {
            return known;
        }
        Prepared fresh = prepare(service, revision);
        if (fresh != null) {
            answers.put(service, fresh);
        } else if (known != null) {
            answers.invalidate(service);
        }
        return fresh;
    }

    private @Nullable Prepared prepare(ServiceName service, long revision) {
        long now = registry.now();
        Outcome.Found found = registry.find(service);
        if (found.instances().isEmpty()) {
            return null;
        }
        HttpAnswer answer = HttpAnswer.of(found);
        Duration fresh = found.instances().stream()
                .map(Outcome.Instance::expiresIn)
                .filter(left -> left.compareTo(FRESH) < 0)
                .min(Duration::compareTo)
                .orElse(FRESH);
        return new Prepared(
                found, answer, octets(answer), Buffer.buffer(answer.body()), revision, now + fresh.toNanos());
    }

    private static Map<CharSequence, CharSequence> octets(HttpAnswer answer) {
        Map<CharSequence, CharSequence> headers = new LinkedHashMap<>();
        answer.headers()
                .forEach((name, value) ->
                        headers.put(HttpHeaders.createOptimized(name), HttpHeaders.createOptimized(value)));
        return headers;
    }
}
