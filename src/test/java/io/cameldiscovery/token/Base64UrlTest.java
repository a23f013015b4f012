package io.cameldiscovery.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Base64UrlTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "AA", "AQ", "AAA", "AAE", "AAAA", "-_-_"})
    void readsWhatItWrites(String text) {
        assertThat(Base64Url.encode(Base64Url.decode(text))).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"A", "AAAAA", "AB", "AAB", "AA==", "AAA=", "A+", "A/AA", "A A", "Aä", "AAAä"})
    void refusesEveryOtherSpelling(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Base64Url.decode(text));
    }
}
