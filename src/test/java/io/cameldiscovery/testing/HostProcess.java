package io.cameldiscovery.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process, on a host of a {@link NetLab} or on this one, spoken to by lines; ended when it is closed. */
public final class HostProcess implements AutoCloseable {

    private final String host;
    private final Process process;
    private final PrintWriter input;
    private final Transcript output;
    private final Transcript errors;

    private HostProcess(String host, Process process) {
        this.host = host;
        this.process = process;
        this.input = new PrintWriter(process.getOutputStream(), true, UTF_8);
        this.output = new Transcript("output on " + host, process.getInputStream());
        this.errors = new Transcript("errors on " + host, process.getErrorStream());
    }

    /** @param host where it runs, for messages */
    public static HostProcess start(String host, ProcessBuilder builder) {
        try {
            return new HostProcess(host, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a line to its standard input. */
    public void say(String line) {
        input.println(line);
    }

    /** What it has written to its standard output up to now. */
    public List<String> lines() {
        return output.lines();
    }

    /** What it has written to its standard error up to now. */
    public List<String> errors() {
        return errors.lines();
    }

    /** The first line of its output that has this in it, whenever it was written; fails after that time. */
    public String awaitLine(String part, Duration limit) {
        return awaitLine(0, part, limit);
    }

    /** As {@link #awaitLine(String, Duration)}, without the first so many lines. */
    public String awaitLine(int from, String part, Duration limit) {
        return output.await(from, line -> line.contains(part), "a line with '" + part + "'", limit, this);
    }

    /** The first line of its errors, which are its log as well, that has this in it. */
    public String awaitError(String part, Duration limit) {
        return errors.await(0, line -> line.contains(part), "a line with '" + part + "'", limit, this);
    }

    /** Waits for it to end by itself. @return its exit code */
    public int awaitEnd(Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("still running after " + limit + ": " + this);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        output.awaitEnd();
        errors.awaitEnd();
        return process.exitValue();
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Asks it to end, as {@code kill} does. What it writes then is still read. */
    public void terminate() {
        process.toHandle().destroy();
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

    /** All that it wrote, for the messages of tests that fail. */
    @Override
    public String toString() {
        return "process on " + host + (process.isAlive() ? "" : ", ended with " + process.exitValue()) + "\n"
                + indented("> ", lines()) + indented("! ", errors());
    }

    private static String indented(String mark, List<String> lines) {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append("    ").append(mark).append(line).append('\n'));
        return text.toString();
    }
}
