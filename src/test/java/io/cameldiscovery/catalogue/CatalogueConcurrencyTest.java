package io.cameldiscovery.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.testing.HandClock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CatalogueConcurrencyTest {

    private static final int THREADS = 6;
    private static final int VERSIONS = 500;
    private static final ServiceName ORDERS = new ServiceName("orders");

    private final HandClock clock = new HandClock();
    private final Catalogue catalogue = new Catalogue(clock, clock, CatalogueSettings.defaults());
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void manyThreadsEndWithTheNewestOfEachInstance() throws Exception {
        together(thread -> {
            for (int version = 0; version < VERSIONS; version++) {
                for (String instance : List.of("a", "b", "c")) {
                    catalogue.learn(statement(instance, version).live());
                }
                assertThat(catalogue.live(ORDERS)).hasSize(3);
            }
        });

        assertThat(catalogue.size()).isEqualTo(3);
        assertThat(catalogue.live(ORDERS))
                .allSatisfy(
                        entry -> assertThat(entry.record().sequence().number()).isEqualTo(VERSIONS - 1));
    }

    @Test
    void eventsComeOneAtATimeAndInOrderWhoeverCausedThem() throws Exception {
        Map<ServiceRecord.Key, CatalogueEntry> told = new HashMap<>();
        List<CatalogueEvent> disorder = new ArrayList<>();
        AtomicBoolean busy = new AtomicBoolean();
        catalogue.subscribe(event -> {
            assertThat(busy.compareAndSet(false, true)).isTrue();
            if (!follows(event, told)) {
                disorder.add(event);
            }
            busy.set(false);
        });

        together(thread -> {
            for (int version = 0; version < VERSIONS; version++) {
                String instance = version % 2 == 0 ? "a" : "b";
                if ((version + thread) % 5 == 0) {
                    catalogue.withdraw(statement(instance, version).live());
                } else {
                    catalogue.learn(statement(instance, version).live());
                }
            }
        });

        assertThat(disorder).isEmpty();
        assertThat(told.values()).containsExactlyInAnyOrderElementsOf(catalogue.live());
    }

    /** Keeps what was told, and says whether the event fits what was told before. */
    private static boolean follows(CatalogueEvent event, Map<ServiceRecord.Key, CatalogueEntry> told) {
        if (event instanceof CatalogueEvent.Up up) {
            return told.put(up.key(), up.entry()) == null;
        }
        if (event instanceof CatalogueEvent.Moved moved) {
            return moved.before().equals(told.put(moved.key(), moved.after()));
        }
        return event instanceof CatalogueEvent.Down down && down.entry().equals(told.remove(down.key()));
    }

    /** Every version has its own endpoint, so that every change is told. */
    private static Statement statement(String instance, int version) {
        return Statement.of("orders", instance)
                .sequence(1, version)
                .at("http://10.7." + version / 250 + "." + (version % 250 + 1) + ":8080");
    }

    private void together(Work work) throws Exception {
        CyclicBarrier start = new CyclicBarrier(THREADS);
        List<Callable<Void>> jobs = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int thread = i;
            jobs.add(() -> {
                start.await();
                work.run(thread);
                return null;
            });
        }
        for (Future<Void> job : threads.invokeAll(jobs, 60, TimeUnit.SECONDS)) {
            job.get();
        }
    }

    private interface Work {
        void run(int thread) throws Exception;
    }
}
