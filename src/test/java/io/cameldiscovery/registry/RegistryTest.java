package io.cameldiscovery.registry;

import static io.cameldiscovery.registry.Samples.NOON;
import static io.cameldiscovery.registry.Samples.announce;
import static io.cameldiscovery.registry.Samples.goodbye;
import static io.cameldiscovery.registry.Samples.signedBy;
import static io.cameldiscovery.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.registry.store.DrainStore;
import io.cameldiscovery.registry.store.LeaseStore;
import io.cameldiscovery.registry.store.MemoryDrainStore;
import io.cameldiscovery.registry.store.MemoryLeaseStore;
import io.cameldiscovery.registry.store.StoredLease;
import io.cameldiscovery.testing.RegistryCalls;
import io.cameldiscovery.token.Refusal;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryTest {

    private static final Clock CLOCK = Clock.fixed(NOON.plusSeconds(100), ZoneOffset.UTC);
    private static final LeaseSettings TERMS =
            new LeaseSettings(Duration.ofMinutes(30), Duration.ofMinutes(1), Duration.ofHours(1), 3, 3, 2);

    private final RegistryCalls registry = registry(new MemoryLeaseStore());

    @Test
    void registersAndRenews() {
        assertThat(register(announce("orders", "a", 1, 0), "orders", "a"))
                .isInstanceOfSatisfying(Outcome.Registered.class, registered -> {
                    assertThat(registered.first()).isTrue();
                    assertThat(registered.lease()).isEqualTo(Duration.ofMinutes(10));
                    assertThat(registered.renewAfter()).isEqualTo(Duration.ofSeconds(200));
                });
        assertThat(register(announce("orders", "a", 1, 60), "Orders", "a"))
                .isInstanceOfSatisfying(Outcome.Registered.class, registered -> assertThat(registered.first())
                        .isFalse());
    }

    @Test
    void handsOnTheTokenAsItCame() {
        register(announce("orders", "a", 1, 0) + "\n", "orders", "a");

        assertThat(registry.lookUp("orders"))
                .isInstanceOfSatisfying(Outcome.Found.class, found -> assertThat(found.instances())
                        .extracting(Outcome.Instance::token)
                        .containsExactly(announce("orders", "a", 1, 0)));
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "\t", "\n", "\r\n", " \r\n\t "})
    void takesATokenWithTheWhiteSpaceOfHttpAroundIt(String white) {
        Outcome outcome = register(white + announce("orders", "a", 1, 0) + white, "orders", "a");

        assertThat(outcome).isInstanceOf(Outcome.Registered.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u000b", "\f", "\u001c", "\u2003", "\u00a0", "\ufeff", "\0"})
    void refusesATokenWithAnythingElseAroundIt(String white) {
        assertRefused(register(announce("orders", "a", 1, 0) + white, "orders", "a"), Problem.MALFORMED);
        assertRefused(register(white + announce("orders", "a", 1, 0), "orders", "a"), Problem.MALFORMED);
    }

    @Test
    void withdraws() {
        register(announce("orders", "a", 1, 0), "orders", "a");

        assertThat(withdraw(goodbye("orders", "a", 1, 10), "orders", "a")).isInstanceOf(Outcome.Withdrawn.class);
        assertRefused(registry.lookUp("orders"), Problem.UNKNOWN_SERVICE);
        assertRefused(register(announce("orders", "a", 1, 0), "orders", "a"), Problem.OLDER);
    }

    @Test
    void namesBothKeysWhenAnotherSignsForAnInstance() {
        register(announce("orders", "a", 1, 0), "orders", "a");

        for (Outcome outcome : List.of(
                register(signedBy("key-2", announce("orders", "a", 2, 10)), "orders", "a"),
                withdraw(signedBy("key-2", goodbye("orders", "a", 2, 10)), "orders", "a"))) {
            assertThat(outcome).isInstanceOfSatisfying(Outcome.Refused.class, refused -> {
                assertThat(refused.problem()).isEqualTo(Problem.CONFLICTING_KEY);
                assertThat(refused.detail()).contains("orders/a", "signed by key key-1, this one by key key-2");
                assertThat(refused.retryAfter()).isNull();
            });
        }
    }

    @ParameterizedTest
    @EnumSource(Refusal.class)
    void passesOnWhyATokenIsNotTrusted(Refusal refusal) {
        assertThat(register(refusal.name(), "orders", "a"))
                .isInstanceOfSatisfying(Outcome.Refused.class, refused -> assertThat(refused.detail())
                        .contains(refusal.name()));
    }

    @ParameterizedTest
    @CsvSource({
        "MALFORMED, 400",
        "UNKNOWN_KEY, 401",
        "BAD_SIGNATURE, 401",
        "NOT_ENCRYPTED, 401",
        "CANNOT_DECRYPT, 401",
        "NOT_AUTHORIZED, 403",
        "TOO_LARGE, 413",
        "EXPIRED, 422",
        "NOT_YET_VALID, 422"
    })
    void refusesATokenThatIsNotTrustedWithTheStatusOfItsReason(Refusal refusal, int status) {
        assertThat(register(refusal.name(), "orders", "a"))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.problem().status()).isEqualTo(status));
    }

    @Test
    void refusesATokenAboutAnotherInstanceThanThePath() {
        assertRefused(register(announce("orders", "a", 1, 0), "orders", "b"), Problem.MISMATCH);
        assertRefused(register(announce("orders", "a", 1, 0), "payments", "a"), Problem.MISMATCH);
        assertRefused(withdraw(goodbye("orders", "a", 1, 0), "orders", "b"), Problem.MISMATCH);
    }

    @Test
    void refusesATokenThatDoesNotDoWhatWasAsked() {
        assertRefused(register(goodbye("orders", "a", 1, 0), "orders", "a"), Problem.WRONG_KIND);
        assertRefused(withdraw(announce("orders", "a", 1, 0), "orders", "a"), Problem.WRONG_KIND);
    }

    @Test
    void refusesNamesThatCannotBe() {
        assertRefused(register(announce("orders", "a", 1, 0), "no such name", "a"), Problem.BAD_NAME);
        assertRefused(register(announce("orders", "a", 1, 0), "orders", "a/b"), Problem.BAD_NAME);
        assertRefused(registry.lookUp("../etc"), Problem.BAD_NAME);
    }

    @Test
    void refusesWhatIsMoreThanItKeeps() {
        register(announce("orders", "a", 1, 0), "orders", "a");
        register(announce("orders", "b", 1, 0), "orders", "b");
        assertRefused(register(announce("orders", "c", 1, 0), "orders", "c"), Problem.SERVICE_FULL);

        register(announce("payments", "a", 1, 0), "payments", "a");
        assertRefused(register(announce("stock", "a", 1, 0), "stock", "a"), Problem.REGISTRY_FULL);
    }

    @Test
    void saysWhenToTryAgainIfTheStoreIsDown() {
        MemoryLeaseStore store = new MemoryLeaseStore();
        RegistryCalls down = registry(store);
        down.register(announce("orders", "a", 1, 0), "orders", "a");
        store.close();

        Outcome outcome = down.register(announce("orders", "b", 1, 0), "orders", "b");

        assertThat(outcome).isInstanceOfSatisfying(Outcome.Refused.class, refused -> {
            assertThat(refused.problem()).isEqualTo(Problem.STORE_UNAVAILABLE);
            assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(7));
        });
        assertThat(down.lookUp("orders")).isInstanceOf(Outcome.Found.class);
    }

    @ParameterizedTest
    @EnumSource(Refusal.class)
    void garbageTakesNothingOfTheRoomForOthers(Refusal garbage) {
        RegistryCalls paced = paced(10);

        for (int i = 0; i < 1000; i++) {
            assertThat(((Outcome.Refused) paced.register(garbage.name(), "orders", "a")).problem())
                    .isNotEqualTo(Problem.BUSY);
        }

        assertTakesTenMoreAndTellsTheNextToComeInASecond(paced);
    }

    @Test
    void whatAnybodyCanRepeatTakesNothingOfTheRoomForOthers() {
        RegistryCalls paced = paced(11);
        String seen = announce("orders", "seen", 2, 0);
        paced.register(seen, "orders", "seen");

        for (int i = 0; i < 1000; i++) {
            assertThat(paced.register(seen, "orders", "seen")).isInstanceOf(Outcome.Registered.class);
            assertRefused(paced.register(announce("orders", "seen", 1, 0), "orders", "seen"), Problem.OLDER);
        }

        assertTakesTenMoreAndTellsTheNextToComeInASecond(paced);
    }

    @Test
    void registrationsInOneRequestAreSpreadLikeSingleOnes() {
        List<Outcome> outcomes = paced(10)
                .register(IntStream.range(0, 15)
                        .mapToObj(i -> announce("orders", "i" + i, 1, 0))
                        .toList());

        assertThat(outcomes.subList(0, 10)).allMatch(outcome -> outcome instanceof Outcome.Registered);
        assertThat(outcomes.subList(10, 15)).allSatisfy(outcome -> {
            assertRefused(outcome, Problem.BUSY);
            assertThat(((Outcome.Refused) outcome).retryAfter()).isEqualTo(Duration.ofSeconds(1));
        });
    }

    @Test
    void checksNoMoreOfARequestWithManyForgedTokens() {
        AtomicInteger checked = new AtomicInteger();
        RegistryCalls counting = new RegistryCalls(
                token -> {
                    checked.incrementAndGet();
                    return Samples.judge(token);
                },
                new Leases(TERMS, new MemoryLeaseStore(), () -> 0, CLOCK),
                Duration.ofMinutes(1),
                Duration.ofSeconds(7));
        List<String> tokens = new ArrayList<>(List.of(announce("orders", "a", 1, 0), "MALFORMED", "UNKNOWN_KEY"));
        tokens.addAll(Collections.nCopies(1000, "BAD_SIGNATURE"));
        tokens.add(announce("orders", "b", 1, 0));

        List<Outcome> outcomes = counting.register(tokens);

        assertThat(checked).hasValue(3 + 20);
        assertThat(outcomes).hasSameSizeAs(tokens);
        assertThat(outcomes.get(0)).isInstanceOf(Outcome.Registered.class);
        assertRefused(outcomes.get(22), Problem.BAD_SIGNATURE);
        assertRefused(outcomes.get(23), Problem.TOO_MANY_FAILURES);
        assertRefused(outcomes.get(1003), Problem.TOO_MANY_FAILURES);
    }

    private static RegistryCalls paced(int room) {
        LeaseSettings terms =
                new LeaseSettings(Duration.ofMinutes(30), Duration.ofMinutes(1), Duration.ofHours(1), 3, 1000, 1000);
        return new RegistryCalls(
                Samples::judge,
                new Registry(
                        new Leases(terms, new MemoryLeaseStore(), () -> 0, CLOCK),
                        Duration.ofMinutes(1),
                        Duration.ofSeconds(7),
                        new Pacing(room, () -> 0)));
    }

    private static void assertTakesTenMoreAndTellsTheNextToComeInASecond(RegistryCalls paced) {
        for (int i = 0; i < 10; i++) {
            assertThat(paced.register(announce("orders", "n" + i, 1, 0), "orders", "n" + i))
                    .isInstanceOf(Outcome.Registered.class);
        }
        Outcome next = paced.register(announce("orders", "late", 1, 0), "orders", "late");
        assertRefused(next, Problem.BUSY);
        assertThat(((Outcome.Refused) next).retryAfter()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void doesNotAcknowledgeBeforeTheStoreHas() {
        CompletableFuture<Void> durable = new CompletableFuture<>();
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        Thread asker = new Thread(() ->
                answer.complete(registry(new Slow(durable)).register(announce("orders", "a", 1, 0), "orders", "a")));
        asker.start();
        eventually(() -> assertThat(asker.getState()).isEqualTo(Thread.State.TIMED_WAITING));

        durable.complete(null);

        assertThat(answer.join()).isInstanceOf(Outcome.Registered.class);
    }

    @Test
    void doesNotWaitForeverForTheStore() {
        RegistryCalls hanging = new RegistryCalls(
                Samples::judge,
                new Leases(TERMS, new Slow(new CompletableFuture<>()), () -> 0, CLOCK),
                Duration.ofMillis(1),
                Duration.ofSeconds(7));

        assertRefused(hanging.register(announce("orders", "a", 1, 0), "orders", "a"), Problem.STORE_UNAVAILABLE);
    }

    private static RegistryCalls registry(LeaseStore store) {
        Leases leases = new Leases(TERMS, store, () -> 0, CLOCK);
        return new RegistryCalls(Samples::judge, leases, Duration.ofMinutes(1), Duration.ofSeconds(7));
    }

    private Outcome register(String token, String service, String instance) {
        return registry.register(token, service, instance);
    }

    private Outcome withdraw(String token, String service, String instance) {
        return registry.withdraw(token, service, instance);
    }

    private static void assertRefused(Outcome outcome, Problem problem) {
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Refused.class, refused -> assertThat(refused.problem())
                .isEqualTo(problem));
    }

    /** A store whose writes take as long as the test wants. */
    private record Slow(CompletableFuture<Void> durable) implements LeaseStore {
        private static final MemoryDrainStore NONE = new MemoryDrainStore();

        @Override
        public DrainStore drains() {
            return NONE;
        }

        @Override
        public List<StoredLease> load() {
            return List.of();
        }

        @Override
        public CompletableFuture<Void> save(StoredLease lease) {
            return durable;
        }

        @Override
        public CompletableFuture<Void> remove(Collection<ServiceRecord.Key> keys) {
            return durable;
        }

        @Override
        public void close() {}
    }
}
