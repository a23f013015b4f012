package io.cameldiscovery.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;

/** A {@code find -} that runs on: it answers one question after the other, and remembers in between. */
public final class Asker {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final HostProcess process;
    private int answered;

    Asker(HostProcess process) {
        this.process = process;
    }

    /** Asks for the first proven instance; the answer's {@code result} is {@code found} if there is one. */
    public JsonNode ask(String service) {
        process.say(service);
        String line = process.awaitLine(answered, "{", LIMIT);
        answered++;
        return Finding.parse(line);
    }

    public HostProcess process() {
        return process;
    }
}
