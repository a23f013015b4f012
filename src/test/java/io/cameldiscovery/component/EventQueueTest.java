package io.cameldiscovery.component;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.catalogue.CatalogueEntry;
import io.cameldiscovery.catalogue.CatalogueEvent;
import io.cameldiscovery.catalogue.CatalogueEvent.Down;
import io.cameldiscovery.catalogue.CatalogueEvent.Reason;
import io.cameldiscovery.catalogue.CatalogueEvent.Up;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class EventQueueTest {

    private static final CatalogueEntry A = Entries.at("a", "http://10.7.0.5/");
    private static final CatalogueEntry B = Entries.at("b", "http://10.7.0.6/");

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final List<CatalogueEvent> read = new ArrayList<>();
    private final EventQueue queue = new EventQueue(tasks::add, read::add);

    @Test
    void givesTheReaderOneTaskHoweverManyEventsWait() {
        for (int i = 0; i < 5000; i++) {
            queue.add(new Up(A));
        }

        assertThat(tasks).hasSize(1);
        tasks.remove().run();
        assertThat(read).hasSize(5000);
        queue.add(new Up(B));
        assertThat(tasks).hasSize(1);
    }

    @Test
    void keepsTheLastWordOnEveryInstanceWhenTooManyWait() {
        queue.add(new Up(B));
        for (int i = 0; i < 20_000; i++) {
            queue.add(new Up(A));
        }
        queue.add(new Down(A, Reason.GOODBYE));

        assertThat(queue.size()).isLessThanOrEqualTo(10_001);
        tasks.remove().run();
        assertThat(read.get(0)).isEqualTo(new Up(B));
        assertThat(read.get(read.size() - 1)).isEqualTo(new Down(A, Reason.GOODBYE));
    }

    @Test
    void whatHappensWhileItIsLookedWhatIsKnownComesAfterIt() throws InterruptedException {
        Thread[] meanwhile = new Thread[1];
        queue.addKnown(() -> {
            List<CatalogueEvent> known = List.of(new Up(A));
            meanwhile[0] = new Thread(() -> queue.add(new Down(A, Reason.GOODBYE)));
            meanwhile[0].start();
            return known;
        });
        meanwhile[0].join();

        tasks.remove().run();
        assertThat(read).containsExactly(new Up(A), new Down(A, Reason.GOODBYE));
    }

    @Test
    void forgetsEverythingWhenItIsClosed() {
        queue.add(new Up(A));
        queue.close();
        queue.add(new Up(B));

        tasks.remove().run();
        assertThat(read).isEmpty();
        assertThat(tasks).isEmpty();
    }

    @Test
    void goesOnAfterAReaderThatFails() {
        EventQueue failing = new EventQueue(tasks::add, event -> {
            read.add(event);
            throw new IllegalStateException("cannot read");
        });
        failing.add(new Up(A));
        failing.add(new Up(B));

        tasks.remove().run();
        assertThat(read).hasSize(2);
    }
}
