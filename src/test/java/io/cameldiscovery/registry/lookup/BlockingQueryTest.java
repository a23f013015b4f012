package io.cameldiscovery.registry.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class BlockingQueryTest {

    private static final Duration USUAL = Duration.ofSeconds(30);
    private static final Duration LONGEST = Duration.ofMinutes(10);

    @Example
    void waitsAsLongAsAskedAndNoLongerThanAllowed() {
        assertThat(wait("7", "1m30s")).isEqualTo(new BlockingQuery(7, Duration.ofSeconds(90)));
        assertThat(wait("7", "250ms").limit()).isEqualTo(Duration.ofMillis(250));
        assertThat(wait("7", "1.5s").limit()).isEqualTo(Duration.ofMillis(1500));
        assertThat(wait("7", "48h").limit()).isEqualTo(LONGEST);
        assertThat(wait("7", null).limit()).isEqualTo(USUAL);
        assertThat(wait(null, null).index()).isZero();
    }

    @Example
    void saysWhatToWriteInstead() {
        for (String index : new String[] {"", "-1", "x", "1".repeat(19), "1.5", "\u0661"}) {
            assertThatThrownBy(() -> wait(index, null)).hasMessageContaining("up to 18 digits");
        }
        for (String limit :
                new String[] {"", "30", "s", "30 s", "-1s", "1d", "1s2", "1.s", ".5s", "1.5", "9".repeat(10) + "s"}) {
            assertThatThrownBy(() -> wait("1", limit)).hasMessageContaining("such as 30s");
        }
    }

    @Property
    void readsEveryIndexThatARegistryGives(@ForAll @LongRange(min = 0, max = 999_999_999_999_999_999L) long index) {
        assertThat(wait(String.valueOf(index), "1s").index()).isEqualTo(index);
    }

    @Property
    void readsOrRefusesAnyText(@ForAll String index, @ForAll String limit) {
        try {
            BlockingQuery wait = wait(index, limit);
            assertThat(wait.index()).isNotNegative();
            assertThat(wait.limit()).isBetween(Duration.ZERO, LONGEST);
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageMatching("(an index|wait) is .*");
        }
    }

    private static BlockingQuery wait(String index, String limit) {
        return BlockingQuery.parse(index, limit, USUAL, LONGEST);
    }
}
