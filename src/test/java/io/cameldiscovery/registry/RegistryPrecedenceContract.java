package io.cameldiscovery.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.record.Precedence;
import io.cameldiscovery.record.PrecedenceCase;
import io.cameldiscovery.record.PrecedenceContract;
import io.cameldiscovery.record.SampleStatement;
import io.cameldiscovery.registry.store.LeaseStore;
import io.cameldiscovery.testing.HandClock;
import io.cameldiscovery.testing.RegistryCalls;
import io.cameldiscovery.token.Verdict;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The one rule over a registry and its store, also after a restart. What wakes no watcher must say nothing new. */
public abstract class RegistryPrecedenceContract extends PrecedenceContract {

    private static final LeaseSettings TERMS =
            new LeaseSettings(Duration.ofMinutes(30), Duration.ofMinutes(1), Duration.ofHours(25), 3, 100, 100);
    private static final String SERVICE = SampleStatement.INSTANCE.service().value();
    private static final String INSTANCE = SampleStatement.INSTANCE.instance().value();

    protected final HandClock clock = new HandClock();
    private final Map<String, SampleStatement> byToken = new HashMap<>();
    private LeaseStore store;
    private Leases leases;
    private Registry registry;
    private RegistryCalls calls;

    /** The store of this case, with what it kept. */
    protected abstract LeaseStore openStore();

    @BeforeEach
    void start() {
        store = openStore();
        leases = new Leases(TERMS, store, clock, clock);
        leases.restore();
        registry = new Registry(leases, Duration.ofMinutes(1), Duration.ofSeconds(7));
        calls = new RegistryCalls(this::check, registry);
    }

    @AfterEach
    void stop() {
        store.close();
    }

    private Verdict check(String token) {
        SampleStatement said = byToken.get(token);
        return new Verdict.Trusted(said.message(), said.keyId(), token, true);
    }

    @Override
    protected Precedence say(SampleStatement said) {
        return observe(
                said,
                token -> said.goodbye()
                        ? calls.withdraw(token, SERVICE, INSTANCE)
                        : calls.register(token, SERVICE, INSTANCE));
    }

    private interface Request {
        Outcome make(String token);
    }

    private Precedence observe(SampleStatement said, Request request) {
        String token = said.toString();
        byToken.put(token, said);
        long index = index();
        Optional<SampleStatement> before = shown();
        Outcome outcome = request.make(token);
        if (outcome instanceof Outcome.Refused refused) {
            assertThat(refused.problem()).isIn(Problem.OLDER, Problem.CONFLICTING_KEY);
            assertThat(refused.problem().status()).isEqualTo(409);
            assertThat(index()).isEqualTo(index);
            return refused.problem() == Problem.OLDER ? Precedence.OLDER : Precedence.CONFLICT;
        } else if (outcome instanceof Outcome.Withdrawn) {
            return Precedence.NEWER;
        }
        assertThat(outcome).isInstanceOf(Outcome.Registered.class);
        if (index() != index) {
            return Precedence.NEWER;
        }
        return shown().equals(before) ? Precedence.REPEATED : Precedence.RENEWED;
    }

    private long index() {
        return registry.find(SampleStatement.INSTANCE.service()).index();
    }

    /** To say goodbye twice is no error. */
    @Override
    protected Precedence asItShows(Precedence outcome, SampleStatement said, boolean held) {
        return said.goodbye() && outcome == Precedence.REPEATED ? Precedence.NEWER : outcome;
    }

    @Override
    protected Optional<SampleStatement> shown() {
        return registry.find(SampleStatement.INSTANCE.service()).instances().stream()
                .map(instance -> byToken.get(instance.token()))
                .findFirst();
    }

    @Override
    protected void letTimeGoBy() {
        clock.forward(SampleStatement.LIFE.plusSeconds(100));
        leases.expire();
    }

    private void restart() {
        stop();
        start();
    }

    /** What lapsed is remembered by the process alone. */
    public static Stream<PrecedenceCase> casesThatLast() {
        return cases().filter(one -> !one.isOfExpired());
    }

    @ParameterizedTest
    @MethodSource("casesThatLast")
    void followsTheRuleAfterARestartAndRemembersAfterTheNext(PrecedenceCase one) {
        sayWhatWasBefore(one);
        restart();
        assertFollowed(one, this::say);

        Optional<SampleStatement> shown = shown();
        restart();
        assertThat(shown()).isEqualTo(shown);
    }

    /** The same in a request with many. */
    final Precedence sayAmongMany(SampleStatement said) {
        return observe(said, token -> calls.register(List.of(token)).get(0));
    }
}
