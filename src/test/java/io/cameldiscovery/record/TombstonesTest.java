package io.cameldiscovery.record;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TombstonesTest {

    private static final LastStatement LAST = LastStatement.withdrawn(SampleStatement.RECORD.version());

    private final Tombstones tombstones = new Tombstones(2);

    @Test
    void remembersTheLastOfEachUntilItIsBack() {
        LastStatement later =
                LastStatement.expired(SampleStatement.RECORD.number(4).version());
        tombstones.add(key("a"), LAST, 10);
        tombstones.add(key("b"), LAST, 10);
        tombstones.add(key("a"), later, 10);

        assertThat(tombstones.find(key("a"))).isEqualTo(later);
        assertThat(tombstones.find(key("c"))).isNull();
        tombstones.remove(key("a"));
        assertThat(tombstones.find(key("a"))).isNull();
        assertThat(tombstones.find(key("b"))).isEqualTo(LAST);
    }

    @Test
    void forgetsWhatIsTooOldToRemember() {
        tombstones.add(key("a"), LAST, 10);
        tombstones.add(key("b"), LAST, 11);

        assertThat(tombstones.forget(9)).isEmpty();
        assertThat(tombstones.forget(10)).containsExactly(key("a"));
        assertThat(tombstones.size()).isEqualTo(1);
    }

    @Test
    void forgetsTheOldestOfThoseThatAreTooMany() {
        tombstones.add(key("a"), LAST, Long.MIN_VALUE + 5);
        tombstones.add(key("b"), LAST, Long.MIN_VALUE + 5);
        tombstones.add(key("a"), LAST, Long.MIN_VALUE + 5);
        tombstones.add(key("c"), LAST, Long.MIN_VALUE + 5);

        assertThat(tombstones.forget(Long.MAX_VALUE))
                .as("the clock wraps around")
                .containsExactly(key("b"));
        assertThat(tombstones.find(key("a"))).isEqualTo(LAST);
    }

    private static ServiceRecord.Key key(String instance) {
        return new ServiceRecord.Key(new ServiceName("orders"), new InstanceId(instance));
    }
}
