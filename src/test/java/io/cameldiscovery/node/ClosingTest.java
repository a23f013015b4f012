package io.cameldiscovery.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.testing.LogOf;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClosingTest {

    private final List<String> closed = new ArrayList<>();

    @Test
    void goesOnWhenPartsFailAndReportsThatOnce() {
        try (LogOf log = LogOf.infoAndAbove(Closing.class.getName())) {
            Closing.all(
                    () -> closed.add("first"),
                    () -> {
                        throw new NoClassDefFoundError("io/micrometer/core/instrument/MeterRegistry");
                    },
                    null,
                    () -> closed.add("second"),
                    () -> {
                        throw new IllegalStateException("broken");
                    },
                    () -> closed.add("third"));

            assertThat(closed).containsExactly("first", "second", "third");
            assertThat(log.lines()).containsExactly("WARN Not everything could be closed");
        }
    }

    @Test
    void saysNothingWhenAllIsClosed() {
        try (LogOf log = LogOf.infoAndAbove(Closing.class.getName())) {
            Closing.all(() -> closed.add("one"));

            assertThat(closed).containsExactly("one");
            assertThat(log.lines()).isEmpty();
        }
    }
}
