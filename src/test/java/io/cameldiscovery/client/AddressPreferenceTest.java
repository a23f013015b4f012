package io.cameldiscovery.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.record.Endpoint;
import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.Sequence;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AddressPreferenceTest {

    private final AddressPreference preference =
            new AddressPreference(address -> address.getHostAddress().startsWith("192.168.1."));

    @Test
    void putsTheAddressFirstThatSpokeThenOwnSubnetsThenTheRecordsOrder() throws UnknownHostException {
        ServiceRecord record = record(
                "http://10.0.0.1/",
                "http://192.168.1.1/",
                "http://10.0.0.2/",
                "http://192.168.1.2/",
                "http://10.0.0.3/");

        assertThat(preference.order(record, InetAddress.getByName("10.0.0.2")))
                .hasToString("[http://10.0.0.2/, http://192.168.1.1/, http://192.168.1.2/, http://10.0.0.1/,"
                        + " http://10.0.0.3/]");
    }

    @Test
    void doesWithoutASender() {
        assertThat(preference.order(record("http://10.0.0.1/", "http://192.168.1.1/"), null))
                .hasToString("[http://192.168.1.1/, http://10.0.0.1/]");
    }

    @Test
    void countsOnlyTheVeryAddressAsProvenThatSpoke() throws UnknownHostException {
        ServiceRecord record = record("http://10.0.0.1/", "http://192.168.1.1/", "http://192.168.1.1:81/");

        assertThat(preference.provenBy(record, InetAddress.getByName("192.168.1.1")))
                .contains(Endpoint.parse("http://192.168.1.1/"));
        assertThat(preference.provenBy(record, InetAddress.getByName("192.168.1.2")))
                .as("another host of the subnet")
                .isEmpty();
    }

    @Test
    void takesAnIpv4MappedAddressForTheIpv4AddressInIt() throws UnknownHostException {
        assertThat(preference.provenBy(record("http://[::ffff:10.0.0.1]/"), InetAddress.getByName("10.0.0.1")))
                .isPresent();
        assertThat(preference.provenBy(record("http://10.0.0.1/"), InetAddress.getByName("::ffff:10.0.0.1")))
                .isPresent();
        assertThat(preference.provenBy(record("http://[::10.0.0.1]/"), InetAddress.getByName("10.0.0.1")))
                .as("IPv4-compatible, which RFC 4291 has given up")
                .isEmpty();
    }

    @Test
    void comparesAddressesWithoutTheZoneThatOnlyTheReceiverKnows() throws UnknownHostException {
        InetAddress zoned =
                Inet6Address.getByAddress(null, InetAddress.getByName("fe80::1").getAddress(), 1);

        assertThat(zoned.getHostAddress()).contains("%");
        assertThat(preference.provenBy(record("http://[fe80::1]/"), zoned)).isPresent();
    }

    private static ServiceRecord record(String... endpoints) {
        return new ServiceRecord(
                new ServiceName("orders"),
                new InstanceId("a"),
                Arrays.stream(endpoints).map(Endpoint::parse).toList(),
                0,
                new Sequence(1, 0),
                Instant.EPOCH,
                Instant.EPOCH.plusSeconds(90),
                ServiceRecord.metadata(Map.of()),
                null);
    }
}
