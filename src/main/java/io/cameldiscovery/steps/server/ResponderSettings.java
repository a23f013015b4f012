package io.cameldiscovery.steps.server;

import io.cameldiscovery.settings.Settings;
import io.cameldiscovery.timing.MonotonicClock;
import io.cameldiscovery.timing.RateLimit;
import java.time.Duration;

/**
 * How a server answers queries: {@code discovery.responder.*}.
 *
 * @param repeats how often an answer is repeated while nobody acknowledges it
 * @param slot share of the random wait for each other server that may answer
 * @param maxWait longest random wait
 * @param queries whose queries are answered
 * @param amplification how many times as large as a stranger's query its answer may be
 * @param skewedRate how many messages a second are answered whose clock is off
 */
public record ResponderSettings(
        int repeats,
        Duration slot,
        Duration maxWait,
        AnswerLimit.Queries queries,
        double amplification,
        double skewedRate) {

    private static final int SKEWED_AT_ONCE = 10;

    public static ResponderSettings of(Settings settings) {
        return new ResponderSettings(
                settings.integer("discovery.responder.repeats", 0, 20),
                settings.duration("discovery.responder.slot"),
                settings.duration("discovery.responder.max-wait"),
                settings.choice("discovery.responder.queries", AnswerLimit.Queries.class),
                settings.number("discovery.responder.amplification", 1, 1000),
                settings.number("discovery.responder.skewed-rate", 0.001, 1e6));
    }

    /** Limits the answers to messages whose clock is off: these may be replays. */
    public RateLimit<String> skewed(MonotonicClock clock) {
        return new RateLimit<>(skewedRate, SKEWED_AT_ONCE, clock);
    }
}
