package io.cameldiscovery.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.registry.ConcurrencyLimit.Exceeded;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConcurrencyLimitTest {

    private final ConcurrencyLimit limit = new ConcurrencyLimit(3, 2);

    @Test
    void letsSoManyInFromOneAddressAndSoManyInAll() throws Exception {
        InetAddress one = InetAddress.getByName("10.7.0.1");
        InetAddress two = InetAddress.getByName("10.7.0.2");
        assertThat(limit.enter(one)).isNull();
        assertThat(limit.enter(one)).isNull();
        assertThat(limit.enter(one)).isEqualTo(Exceeded.FROM_ONE_SOURCE);
        assertThat(limit.enter(two)).isNull();
        assertThat(limit.enter(two)).isEqualTo(Exceeded.IN_ALL);

        limit.leave(one);

        assertThat(limit.enter(one)).isNull();
        assertThat(limit.size()).isEqualTo(3);
    }

    @Test
    void countsAnIpv6NetworkAsOne() throws Exception {
        assertThat(limit.enter(InetAddress.getByName("2001:db8::1"))).isNull();
        assertThat(limit.enter(InetAddress.getByName("2001:db8::2"))).isNull();
        assertThat(limit.enter(InetAddress.getByName("2001:db8::3"))).isEqualTo(Exceeded.FROM_ONE_SOURCE);
        assertThat(limit.enter(InetAddress.getByName("2001:db8:0:1::1"))).isNull();
    }

    @Test
    void letsAProxyInForManyButNotForMoreThanInAll() throws UnknownHostException {
        InetAddress proxy = InetAddress.getByName("10.7.0.9");
        ConcurrencyLimit behindProxy = new ConcurrencyLimit(3, 1, Set.of(proxy));
        assertThat(behindProxy.enter(proxy)).isNull();
        assertThat(behindProxy.enter(proxy)).isNull();
        assertThat(behindProxy.enter(proxy)).isNull();
        assertThat(behindProxy.enter(proxy)).isEqualTo(Exceeded.IN_ALL);

        behindProxy.leave(proxy);

        assertThat(behindProxy.enter(InetAddress.getByName("10.7.0.1"))).isNull();
        assertThat(behindProxy.size()).isEqualTo(3);
    }
}
