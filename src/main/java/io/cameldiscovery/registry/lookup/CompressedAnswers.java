package io.cameldiscovery.registry.lookup;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.cameldiscovery.registry.api.Answering;
import io.cameldiscovery.registry.api.HttpAnswer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Sends long answers in gzip (RFC 9110 section 8.4.1.3) to those who ask for it. An answer that goes to many is compressed
 * once. Thread-safe.
 */
public final class CompressedAnswers {

    /** Less fits into a few packets, and is hardly worth the time of either side. */
    private static final int WORTH_OCTETS = 4096;

    private static final String GZIP = "gzip";
    private static final int KEPT = 50;
    private static final Duration KEPT_FOR = Duration.ofSeconds(2);

    private final WorkerExecutor workers;
    /** By identity: an answer that is made again is another one. */
    private final Cache<HttpAnswer, Future<Buffer>> bodies = Caffeine.newBuilder()
            .weakKeys()
            .maximumSize(KEPT)
            .expireAfterWrite(KEPT_FOR)
            .executor(Runnable::run)
            .build();

    /** @param workers compress: it takes longer than an event loop has */
    public CompressedAnswers(WorkerExecutor workers) {
        this.workers = workers;
    }

    /** Sends the answer in the coding that its client prefers. To be called on the event loop of its connection. */
    public void reply(RoutingContext request, HttpAnswer answer) {
        if (!isWanted(request, answer.body().length())) {
            Answering.end(request.response(), answer);
            return;
        }
        Context loop = request.vertx().getOrCreateContext();
        bodies.get(answer, body -> workers.executeBlocking(() -> gzip(body.body()), false))
                .onComplete(compressed -> loop.runOnContext(back -> {
                    if (compressed.succeeded()) {
                        Answering.end(request.response(), answer, GZIP, compressed.result());
                    } else {
                        request.fail(compressed.cause());
                    }
                }));
    }

    static boolean isWanted(RoutingContext request, int octets) {
        return octets >= WORTH_OCTETS && takesGzip(request.request().getHeader("Accept-Encoding"));
    }

    /**
     * Whether a client would rather have gzip than what it stands for (RFC 9110 section 12.5.3).
     *
     * @param acceptEncoding the header field, or null
     */
    static boolean takesGzip(@Nullable String acceptEncoding) {
        if (acceptEncoding == null) {
            return false;
        }
        double gzip = QualityValues.of(acceptEncoding, GZIP)
                .orElse(QualityValues.of(acceptEncoding, "*").orElse(0));
        return gzip > 0 && gzip >= QualityValues.of(acceptEncoding, "identity").orElse(0);
    }

    private static Buffer gzip(String text) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream(text.length() / 4);
        try (OutputStream out = new FastGzip(compressed)) {
            out.write(text.getBytes(UTF_8));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return Buffer.buffer(compressed.toByteArray());
    }

    /** What a better level saves is not worth its time: half of a token is random. */
    private static final class FastGzip extends GZIPOutputStream {

        FastGzip(OutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
