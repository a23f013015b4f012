package io.cameldiscovery.registry.etcd;

import static io.cameldiscovery.registry.Samples.key;
import static io.cameldiscovery.registry.Samples.stored;
import static io.cameldiscovery.registry.Samples.withToken;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.registry.etcd.EtcdWriter.Write;
import io.cameldiscovery.registry.store.StoredLease;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class WaitingWritesTest {

    private final WaitingWrites waiting = new WaitingWrites(3);

    @Test
    void putsRemovalsBehindWhatInstancesSay() {
        waiting.add(removal("a"));
        waiting.add(removal("b"));
        waiting.add(saving("c", 1));

        assertThat(next()).containsExactly("save c", "remove a", "remove b");
    }

    @Test
    void keepsTheOrderOfTheWritesOfOneInstance() {
        waiting.add(removal("a"));
        waiting.add(removal("b"));
        waiting.add(saving("a", 1));
        waiting.add(removal("a"));

        assertThat(next()).containsExactly("remove a");
        assertThat(next()).containsExactly("save a", "remove b");
        assertThat(next()).containsExactly("remove a");
    }

    @Test
    void takesNoRemovalWhileOthersWait() {
        waiting.add(saving("a", 1));
        waiting.add(saving("a", 2));
        waiting.add(saving("b", 1));
        waiting.add(removal("b"));

        assertThat(next()).containsExactly("save a");
        assertThat(next()).containsExactly("save a", "save b");
        assertThat(next()).containsExactly("remove b");
    }

    @Test
    void refusesWhatIsMoreThanMayWaitButNoRemoval() {
        for (int i = 0; i < 3; i++) {
            waiting.add(saving("i" + i, 1));
        }
        Write more = saving("more", 1);
        Write removal = removal("gone");
        waiting.add(more);
        waiting.add(removal);

        assertThat(more.done()).isCompletedExceptionally();
        assertThat(removal.done()).isNotDone();
    }

    @Test
    void givesAwayAHundredAtOnce() {
        for (int i = 0; i < 250; i++) {
            waiting.add(removal("i" + i));
        }

        assertThat(next()).hasSize(100);
        assertThat(next()).hasSize(100);
        assertThat(next()).hasSize(50);
    }

    @Test
    void givesAwayALargeOneAlone() {
        waiting.add(large("a"));
        waiting.add(large("b"));

        assertThat(next()).containsExactly("save a");
        assertThat(next()).containsExactly("save b");
    }

    @Test
    void givesAwayWhatWaitsAndThenNothingOnceItIsClosed() {
        waiting.add(saving("a", 1));
        waiting.close();
        Write late = saving("b", 1);
        waiting.add(late);

        assertThat(late.done()).isCompletedExceptionally();
        assertThat(next()).containsExactly("save a");
        assertThat(next()).isEmpty();
    }

    private List<String> next() {
        try {
            return waiting.next().stream()
                    .map(write -> (write.isRemoval() ? "remove " : "save ")
                            + write.key().instance())
                    .toList();
        } catch (InterruptedException unexpected) {
            throw new AssertionError(unexpected);
        }
    }

    private static Write saving(String instance, int sequence) {
        return write(stored("orders", instance, sequence));
    }

    private static Write large(String instance) {
        return write(withToken(stored("orders", instance, 1), "x".repeat(600_000)));
    }

    private static Write write(StoredLease lease) {
        return new Write(lease.key(), lease, 0, new CompletableFuture<>());
    }

    private static Write removal(String instance) {
        return new Write(key("orders", instance), null, 0, new CompletableFuture<>());
    }
}
