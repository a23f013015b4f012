package io.cameldiscovery.registry;

import static io.cameldiscovery.registry.Samples.key;
import static io.cameldiscovery.registry.Samples.stored;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store of leases does. */
abstract class LeaseStoreContract {

    private LeaseStore store;

    /** An empty store. */
    abstract LeaseStore open();

    @BeforeEach
    void openStore() {
        store = open();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void isEmptyAtFirst() {
        assertThat(store.load()).isEmpty();
    }

    @Test
    void givesBackWhatWasSaved() {
        StoredLease orders = stored("orders", "a", 1);
        StoredLease goodbye = new StoredLease(
                key("payments", "b"),
                orders.sequence(),
                orders.issued(),
                "goodbye",
                "key-2",
                orders.term(),
                orders.ends(),
                true);

        store.save(orders).join();
        store.save(goodbye).join();

        assertThat(store.load()).containsExactlyInAnyOrder(orders, goodbye);
    }

    @Test
    void keepsOneLeaseOfEachInstance() {
        store.save(stored("orders", "a", 1)).join();
        store.save(stored("orders", "a", 2)).join();
        store.save(stored("payments", "a", 1)).join();

        assertThat(store.load()).containsExactlyInAnyOrder(stored("orders", "a", 2), stored("payments", "a", 1));
    }

    @Test
    void removesTheInstancesNamedAndNoOther() {
        store.save(stored("orders", "a", 1)).join();
        store.save(stored("orders", "b", 1)).join();
        store.save(stored("orders", "c", 1)).join();

        store.remove(List.of(key("orders", "a"), key("orders", "c"), key("orders", "never-there")))
                .join();

        assertThat(store.load()).containsExactly(stored("orders", "b", 1));
    }

    @Test
    void writesInTheOrderOfTheCalls() {
        ArrayList<CompletableFuture<Void>> writes = new ArrayList<>();
        for (int i = 1; i <= 200; i++) {
            writes.add(store.save(stored("orders", "a", i)));
            writes.add(store.remove(List.of(key("orders", "b"))));
            writes.add(store.save(stored("orders", "b", i)));
        }
        writes.forEach(CompletableFuture::join);

        assertThat(store.load()).containsExactlyInAnyOrder(stored("orders", "a", 200), stored("orders", "b", 200));
    }

    @Test
    void refusesWritesOnceItIsClosed() {
        store.close();

        CompletableFuture<Void> late = store.save(stored("orders", "a", 1));

        assertThat(late).isDone();
        assertThatThrownBy(late::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(StoreUnavailableException.class);
    }
}
