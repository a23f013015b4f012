package io.cameldiscovery.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;

class RegistrySummaryTest {

    @Test
    void namesTheAddressAtWhichItListens() throws UnknownHostException {
        assertThat(new RegistrySummary("10.7.0.2", false, "http", 9798, 8600, "").text(addresses("10.7.0.3")))
                .isEqualTo("Registry at http://10.7.0.2:9798; DNS at 10.7.0.2:8600");
    }

    @Test
    void namesAnAddressThatPeopleCanUseIfItListensAtAll() throws UnknownHostException {
        RegistrySummary all = new RegistrySummary("0.0.0.0", true, "https", 9798, 8600, "");

        assertThat(all.text(addresses("10.7.0.2", "fd00::5")))
                .isEqualTo("Registry at https://10.7.0.2:9798 and all other addresses; DNS at 10.7.0.2:8600");
        assertThat(all.text(addresses("fd00::5")))
                .isEqualTo("Registry at https://[fd00:0:0:0:0:0:0:5]:9798 and all other addresses;"
                        + " DNS at [fd00:0:0:0:0:0:0:5]:8600");
        assertThat(all.text(List.of(Inet6Address.getByAddress(
                        null, addresses("fd00::6").get(0).getAddress(), 1))))
                .startsWith("Registry at https://[fd00:0:0:0:0:0:0:6]:9798 and");
        assertThat(all.text(List.of())).isEqualTo("Registry by https at port 9798 of all addresses; DNS at port 8600");
    }

    @Test
    void saysWhyItServesNoDns() throws UnknownHostException {
        assertThat(new RegistrySummary("10.7.0.2", false, "http", 9798, 8600, "because").text(List.of()))
                .isEqualTo("Registry at http://10.7.0.2:9798; no DNS (because)");
    }

    private static List<InetAddress> addresses(String... texts) throws UnknownHostException {
        InetAddress[] addresses = new InetAddress[texts.length];
        for (int i = 0; i < texts.length; i++) {
            addresses[i] = InetAddress.getByName(texts[i]);
        }
        return List.of(addresses);
    }
}
