package io.cameldiscovery.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** The lines that a process writes to one of its streams, as they come. Thread-safe. */
final class Transcript {

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Thread reader;

    Transcript(String name, InputStream stream) {
        this.reader = new Thread(() -> read(stream), name);
        reader.setDaemon(true);
        reader.start();
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    /**
     * The first such line from that index on, waited for until the stream ends.
     *
     * @param writer tells the whole story if there is none
     */
    String await(int from, Predicate<String> wanted, String description, Duration limit, Object writer) {
        try {
            Awaitility.await()
                    .atMost(limit)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> !reader.isAlive() || find(from, wanted).isPresent());
        } catch (ConditionTimeoutException timeout) {
            throw new AssertionError("no " + description + " within " + limit + ": " + writer, timeout);
        }
        return find(from, wanted).orElseThrow(() -> new AssertionError("no " + description + ": " + writer));
    }

    /** Waits until the stream has ended, as it does when its process has. */
    void awaitEnd() {
        try {
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private Optional<String> find(int from, Predicate<String> wanted) {
        return lines.stream().skip(from).filter(wanted).findFirst();
    }

    private void read(InputStream stream) {
        try (BufferedReader text = new BufferedReader(new InputStreamReader(stream, UTF_8))) {
            for (String line = text.readLine(); line != null; line = text.readLine()) {
                lines.add(line);
            }
        } catch (IOException closed) {
            // The process was killed while it wrote.
        }
    }
}
