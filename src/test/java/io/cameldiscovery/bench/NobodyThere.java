package io.cameldiscovery.bench;

import io.cameldiscovery.testing.TestApplication;
import io.cameldiscovery.testing.TestLan;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.AsyncProducer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;

/**
 * How long messages wait at a {@code discovery:} step when nobody offers the service: each is due at its time, whether or not
 * those before have ended, and its wait counts from then. Prints median, 99th percentile and longest in milliseconds, and how
 * many threads there were at most.
 */
public final class NobodyThere {

    private static final String ROUTE = """
            - route:
                id: call
                errorHandler:
                  noErrorHandler: {}
                from:
                  uri: direct:call
                  steps:
                    - to: {uri: 'discovery:nobody?timeout=%s'}
            """;

    private NobodyThere() {}

    /** @param arguments the time-out, messages a second, and seconds for which they come */
    public static void main(String[] arguments) throws Exception {
        String timeout = arguments[0];
        int rate = Integer.parseInt(arguments[1]);
        int seconds = Integer.parseInt(arguments[2]);
        Path directory = Files.createTempDirectory("discovery-bench-");
        try (TestApplication application = new TestLan(directory)
                .application("application")
                .with("discovery.roles", "client")
                .routes(ROUTE.formatted(timeout))
                .start()) {
            Endpoint endpoint = application.context().getEndpoint("direct:call");
            AsyncProducer call = endpoint.createAsyncProducer();
            call.start();
            // A second of warming up.
            run(endpoint, call, rate, 1);
            double[] waits = run(endpoint, call, rate, seconds);
            System.out.printf(
                    "%.0f %.0f %.0f %d%n",
                    waits[waits.length / 2],
                    waits[(int) (waits.length * 0.99)],
                    waits[waits.length - 1],
                    ManagementFactory.getThreadMXBean().getPeakThreadCount());
        } finally {
            try (Stream<Path> files = Files.walk(directory)) {
                files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
            }
        }
    }

    private static double[] run(Endpoint endpoint, AsyncProducer call, int rate, int seconds) throws Exception {
        int count = rate * seconds;
        AtomicLongArray waits = new AtomicLongArray(count);
        CountDownLatch ended = new CountDownLatch(count);
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            long due = start + TimeUnit.SECONDS.toNanos(1) * i / rate;
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            int message = i;
            Exchange exchange = endpoint.createExchange();
            call.process(exchange, doneSync -> {
                if (exchange.getException() == null) {
                    throw new IllegalStateException("somebody is there");
                }
                waits.set(message, System.nanoTime() - due);
                ended.countDown();
            });
        }
        ended.await();
        return IntStream.range(0, count)
                .mapToDouble(i -> waits.get(i) / 1e6)
                .sorted()
                .toArray();
    }
}
