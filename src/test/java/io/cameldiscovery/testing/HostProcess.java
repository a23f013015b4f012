package io.cameldiscovery.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** A process on a host of a {@link NetLab}, spoken to by lines; ended when it is closed. */
public final class HostProcess implements AutoCloseable {

    private final String host;
    private final Process process;
    private final PrintWriter input;
    private final List<String> lines = new CopyOnWriteArrayList<>();

    public HostProcess(String host, Process process) {
        this.host = host;
        this.process = process;
        this.input = new PrintWriter(process.getOutputStream(), true, UTF_8);
        Thread reader = new Thread(this::read, "output of " + host);
        reader.setDaemon(true);
        reader.start();
    }

    /** Writes a line to its standard input. */
    public void say(String line) {
        input.println(line);
    }

    /** What it has written to its standard output up to now. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    /** The first line that has this in it, whenever it was written; fails after that time. */
    public String awaitLine(String part, Duration limit) {
        Predicate<String> wanted = line -> line.contains(part);
        await("a line with '" + part + "' from " + host)
                .atMost(limit)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> lines.stream().anyMatch(wanted));
        return lines.stream().filter(wanted).findFirst().orElseThrow();
    }

    public Process process() {
        return process;
    }

    /** Ends it without a chance to say goodbye, as {@code kill -9} does. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    @Override
    public void close() {
        input.close();
        kill();
    }

    private void read() {
        try (BufferedReader output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            if (process.isAlive()) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
