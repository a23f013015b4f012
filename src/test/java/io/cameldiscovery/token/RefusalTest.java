package io.cameldiscovery.token;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RefusalTest {

    @ParameterizedTest
    @EnumSource
    void hasALabelForMetrics(Refusal refusal) {
        assertThat(refusal.label()).matches("[a-z]+(-[a-z]+)*");
    }
}
