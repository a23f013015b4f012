package io.cameldiscovery.registry.store;

import static io.cameldiscovery.registry.Samples.stored;
import static io.cameldiscovery.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cameldiscovery.testing.LogOf;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupCommitTest {

    @TempDir
    Path folder;

    private final AtomicLong nanos = new AtomicLong();
    private final CountDownLatch disk = new CountDownLatch(1);
    private final CountDownLatch busy = new CountDownLatch(1);
    private LeaseSql table;
    private GroupCommit writes;

    @BeforeEach
    void open() throws SQLException {
        table = LeaseSql.open(folder.resolve("leases.db"));
        writes = new GroupCommit(table, 2, Duration.ofSeconds(5), nanos::get);
    }

    @AfterEach
    void close() throws SQLException {
        disk.countDown();
        writes.close();
        table.close();
    }

    @Test
    void refusesAtOnceWhatIsMoreThanMayWait() throws Exception {
        CompletableFuture<Void> first = writes.submit(this::waitForTheDisk);
        assertThat(busy.await(30, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<Void> second = writes.submit(leases -> {});
        CompletableFuture<Void> third = writes.submit(leases -> {});
        CompletableFuture<Void> tooMany = writes.submit(leases -> {});

        assertThat(first).isNotDone();
        assertThatThrownBy(tooMany::join)
                .hasCauseInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("too many writes");

        disk.countDown();
        CompletableFuture.allOf(first, second, third).join();
    }

    @Test
    void refusesAtOnceWhileTheDiskHangs() throws Exception {
        CompletableFuture<Void> hanging = writes.submit(this::waitForTheDisk);
        assertThat(busy.await(30, TimeUnit.SECONDS)).isTrue();
        nanos.addAndGet(Duration.ofSeconds(6).toNanos());

        assertThatThrownBy(writes.submit(leases -> {})::join).hasMessageContaining("does not finish");
        assertThat(writes.isInReach()).isFalse();

        disk.countDown();
        hanging.join();
        writes.submit(leases -> {}).join();
        eventually(() -> assertThat(writes.isInReach()).isTrue());
    }

    @Test
    void undoesTheWholeGroupAndGoesOnWhenAWriteFails() throws Exception {
        CompletableFuture<Void> first = writes.submit(this::waitForTheDisk);
        assertThat(busy.await(30, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<Void> good = writes.submit(leases -> leases.save(stored("orders", "a", 1)));
        CompletableFuture<Void> bad = writes.submit(leases -> {
            throw new SQLException("disk full");
        });
        disk.countDown();

        first.join();
        assertThatThrownBy(good::join).hasCauseInstanceOf(StoreUnavailableException.class);
        assertThatThrownBy(bad::join).hasCauseInstanceOf(StoreUnavailableException.class);

        writes.submit(leases -> leases.save(stored("orders", "b", 1))).join();
        assertThat(writes.isInReach()).isTrue();
        writes.submit(leases -> assertThat(leases.readAll()).containsExactly(stored("orders", "b", 1)))
                .join();
    }

    @Test
    void goesOnAfterAnError() {
        CompletableFuture<Void> broken = writes.submit(leases -> {
            throw new StackOverflowError("deep");
        });

        assertThatThrownBy(broken::join).hasCauseInstanceOf(StoreUnavailableException.class);
        writes.submit(leases -> leases.save(stored("orders", "a", 1))).join();
        writes.submit(leases -> assertThat(leases.readAll()).hasSize(1)).join();
    }

    @Test
    void triesAgainByItselfAfterAWriteThatFailed() {
        try (LogOf log = LogOf.infoAndAbove(GroupCommit.class.getName())) {
            CompletableFuture<Void> bad = writes.submit(leases -> {
                throw new SQLException("disk full");
            });
            assertThatThrownBy(bad::join).hasCauseInstanceOf(StoreUnavailableException.class);

            eventually(() -> assertThat(writes.isInReach()).isTrue());
            assertThat(log.lines()).hasSize(2);
            assertThat(log.lines().get(0)).startsWith("ERROR").endsWith("disk full");
            assertThat(log.lines().get(1)).startsWith("INFO").contains("can write again");
        }
    }

    @Test
    void closesAndRefusesWhatWaitsWhenTheDiskHangsAndTheQueueIsFull() throws Exception {
        CompletableFuture<Void> hanging = writes.submit(this::waitForTheDisk);
        assertThat(busy.await(30, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<Void> second = writes.submit(leases -> {});
        CompletableFuture<Void> third = writes.submit(leases -> {});
        nanos.addAndGet(Duration.ofSeconds(6).toNanos());

        assertThat(CompletableFuture.runAsync(writes::close)).succeedsWithin(Duration.ofSeconds(30));

        assertThat(hanging).isNotDone();
        assertThatThrownBy(second::join).hasCauseInstanceOf(StoreUnavailableException.class);
        assertThatThrownBy(third::join).hasCauseInstanceOf(StoreUnavailableException.class);
    }

    private void waitForTheDisk(LeaseSql leases) {
        busy.countDown();
        try {
            assertThat(disk.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
