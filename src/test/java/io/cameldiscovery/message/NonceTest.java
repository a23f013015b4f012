package io.cameldiscovery.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NonceTest {

    @Test
    void isNeverTheSameTwice() {
        Random random = new Random(1);
        Set<Nonce> nonces = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            assertThat(nonces.add(Nonce.random(random))).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tooShort-_12345", "padded==========", "with spaces in it"})
    void refusesWhatIsShorterThan96BitsOrNotBase64Url(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Nonce(text));
    }

    @Test
    void refusesToBeLong() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Nonce("a".repeat(65)));
    }
}
