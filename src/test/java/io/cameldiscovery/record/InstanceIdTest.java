package io.cameldiscovery.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstanceIdTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "orders-1",
                "host.example_8080",
                "0123456789012345678901234567890123456789012345678901234567890123"
            })
    void acceptsUpTo64PlainCharacters(String id) {
        assertThat(new InstanceId(id)).hasToString(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a b", "a/b", "ä", "a\n", "01234567890123456789012345678901234567890123456789012345678901234"
            })
    void refusesEverythingElse(String id) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new InstanceId(id))
                .withMessageContaining("is not an instance id");
    }
}
