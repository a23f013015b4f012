package io.cameldiscovery.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cameldiscovery.record.ServiceName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServicePatternTest {

    @ParameterizedTest
    @CsvSource({
        "orders, orders, true",
        "Orders, orders, true",
        "orders, orders2, false",
        "orders, my-orders, false",
        "payments-*, payments-eu, true",
        "payments-*, payments-eu.prod, true",
        "payments-*, payments, false",
        "payments*, payments, true",
        "*.eu, orders.eu, true",
        "*.eu, orders.us, false",
        "*, anything.at-all, true",
        "a*b*c, axxbxxc, true",
        "a*b*c, abc, true",
        "a*b*c, axxcxxb, false",
        "a*a, a, false",
        "a*a, aa, true",
        "*ab*ab*, ab-ab, true",
        "*ab*ab*, xabx, false",
        "**, orders, true",
    })
    void letsAStarStandForAnyCharacters(String pattern, String service, boolean matches) {
        assertThat(ServicePattern.parse(pattern).matches(new ServiceName(service)))
                .isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a/b", "ä", "orders?"})
    void refusesWhatNoServiceIsCalled(String pattern) {
        assertThatIllegalArgumentException().isThrownBy(() -> ServicePattern.parse(pattern));
    }
}
