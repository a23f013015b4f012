package io.cameldiscovery.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PercentEncodingTest {

    @ParameterizedTest
    @CsvSource({
        "%6frders, orders",
        "%6Frders, orders",
        "m%c3%bcnchen, münchen",
        "%F0%9F%98%80, 😀",
        "a+b, a b",
        "%2B, +"
    })
    void readsOctetsAsUtf8(String written, String read) {
        assertThat(QueryParameters.parse("region=" + written).one("region")).isEqualTo(read);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%",
                "%6",
                "%6g",
                "%+6",
                "%-1",
                "%\u0661\u0661",
                "% 6",
                "%c1%af",
                "%e0%81%af",
                "%ed%a0%80",
                "%ff",
                "%c3",
                "%f4%90%80%80",
                "m\u00fcnchen",
                "\ud83d"
            })
    void refusesWhatOthersReadOtherwise(String written) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> QueryParameters.parse("region=" + written))
                .withMessage(QueryParameters.UNSOUND);
        assertThatIllegalArgumentException().isThrownBy(() -> QueryParameters.parse(written + "=eu"));
    }

    /** Found by the fuzzer: Vert.x reads {@code =index=5} as an index. */
    @ParameterizedTest
    @ValueSource(strings = {"=", "=eu", "==index=5", "region=eu&=x"})
    void refusesAValueWithoutAName(String query) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> QueryParameters.parse(query))
                .withMessageContaining("name");
    }
}
