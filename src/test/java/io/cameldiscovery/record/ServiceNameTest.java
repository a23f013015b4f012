package io.cameldiscovery.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceNameTest {

    @ParameterizedTest
    @ValueSource(strings = {"orders", "orders.eu", "a", "0", "a-b.c-d", "xn--bcher-kva"})
    void acceptsLabelsJoinedByDots(String name) {
        assertThat(new ServiceName(name)).hasToString(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "orders.",
                ".orders",
                "a..b",
                "-a",
                "a-",
                "a_b",
                "a b",
                "bücher",
                "a/b",
                "*",
                "boo\u212aing",
                "\u0130d"
            })
    void refusesWhatDnsCouldNotName(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ServiceName(name))
                .withMessageContaining("is not a service name");
    }

    @Test
    void holdsLabelsOf63AndNamesOf253Characters() {
        String label = "a".repeat(63);
        String longest = label + "." + label + "." + label + "." + "a".repeat(61);

        assertThat(new ServiceName(longest).value()).hasSize(253);
        assertThatIllegalArgumentException().isThrownBy(() -> new ServiceName(longest + "a"));
        assertThatIllegalArgumentException().isThrownBy(() -> new ServiceName(label + "a"));
    }

    @Test
    void comparesWithoutRegardToCase() {
        assertThat(new ServiceName("Orders.EU")).isEqualTo(new ServiceName("orders.eu"));
    }

    @Test
    void quotesOnlyPrintableExcerptsOfABadName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ServiceName("bad\nname " + "x".repeat(1000)))
                .withMessageStartingWith("'bad?name xxx")
                .satisfies(thrown -> assertThat(thrown.getMessage()).hasSizeLessThan(300));
    }
}
