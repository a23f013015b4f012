package io.cameldiscovery.timing;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.registry.ConcurrencyLimit;
import io.cameldiscovery.registry.Outcome;
import io.cameldiscovery.registry.Problem;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class ConcurrencyLimitTest {

    private final ConcurrencyLimit crowd = ConcurrencyLimit.ofWatches(3, 2);

    @Test
    void letsSoManyInFromOneAddressAndSoManyInAll() throws Exception {
        InetAddress one = InetAddress.getByName("10.7.0.1");
        InetAddress two = InetAddress.getByName("10.7.0.2");
        assertThat(crowd.enter(one)).isNull();
        assertThat(crowd.enter(one)).isNull();
        assertThat(refused(one)).isEqualTo(Problem.TOO_MANY_WATCHES);
        assertThat(crowd.enter(two)).isNull();
        assertThat(refused(two)).isEqualTo(Problem.WATCHES_FULL);

        crowd.leave(one);

        assertThat(crowd.enter(one)).isNull();
        assertThat(crowd.size()).isEqualTo(3);
    }

    @Test
    void countsAnIpv6NetworkAsOne() throws Exception {
        assertThat(crowd.enter(InetAddress.getByName("2001:db8::1"))).isNull();
        assertThat(crowd.enter(InetAddress.getByName("2001:db8::2"))).isNull();
        assertThat(refused(InetAddress.getByName("2001:db8::3"))).isEqualTo(Problem.TOO_MANY_WATCHES);
        assertThat(crowd.enter(InetAddress.getByName("2001:db8:0:1::1"))).isNull();
    }

    private Problem refused(InetAddress source) {
        Outcome.Refused refused = crowd.enter(source);
        assertThat(refused).isNotNull();
        assertThat(refused.retryAfter()).isPositive();
        return refused.problem();
    }
}
