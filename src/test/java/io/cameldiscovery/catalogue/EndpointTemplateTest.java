package io.cameldiscovery.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTemplateTest {

    @Test
    void becomesOneEndpointForEachAddressInTheirOrder() throws UnknownHostException {
        assertThat(expand("http://{address}:8080/api", "10.7.0.5", "192.168.1.9"))
                .containsExactly("http://10.7.0.5:8080/api", "http://192.168.1.9:8080/api");
    }

    @Test
    void putsIpv6InBrackets() throws UnknownHostException {
        assertThat(expand("tcp://{address}:5672", "fd00::5")).containsExactly("tcp://[fd00:0:0:0:0:0:0:5]:5672");
    }

    @Test
    void leavesTheScopeOutWhichMeansNothingOnAnotherHost() throws UnknownHostException {
        InetAddress scoped =
                Inet6Address.getByAddress(null, InetAddress.getByName("fe80::1").getAddress(), 3);

        assertThat(new EndpointTemplate("http://{address}/").expand(List.of(scoped)))
                .hasToString("[http://[fe80:0:0:0:0:0:0:1]/]");
    }

    @Test
    void isOneEndpointWhenItNamesItsAddress() throws UnknownHostException {
        assertThat(expand("http://10.9.9.9:80/", "10.7.0.5", "fd00::5")).containsExactly("http://10.9.9.9:80/");
        assertThat(expand("http://10.9.9.9:80/")).containsExactly("http://10.9.9.9:80/");
    }

    @Test
    void isNoEndpointWhileNoAddressIsKnown() throws UnknownHostException {
        assertThat(expand("http://{address}:80/")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{address}",
                "{address}:8080",
                "http://host.example:8080/",
                "http://{adress}:8080/",
                "http://{address}:99999/",
                "http://user@{address}/",
                "/api"
            })
    void refusesWhatMakesNoEndpoint(String text) {
        assertThatThrownBy(() -> new EndpointTemplate(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "127.0.0.1:8080 | write tcp://127.0.0.1:8080, http://127.0.0.1:8080",
                "localhost:8080/api | write tcp://localhost:8080/api",
                "[::1]:8080 | write tcp://[::1]:8080",
                "{address}:8080 | write tcp://{address}:8080",
                "http://{adress}:8080/ | {adress} in 'http://{adress}:8080/' stands for nothing; did you mean {address}?",
                "http://{}:8080/ | did you mean {address}?",
                "http://{address}:{port}/ | {port} in"
            })
    void saysWhatToWriteInstead(String text, String advice) {
        assertThatThrownBy(() -> new EndpointTemplate(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(advice);
    }

    private static List<String> expand(String text, String... addresses) throws UnknownHostException {
        InetAddress[] parsed = new InetAddress[addresses.length];
        for (int i = 0; i < addresses.length; i++) {
            parsed[i] = InetAddress.getByName(addresses[i]);
        }
        EndpointTemplate template = new EndpointTemplate(text);
        assertThat(template).hasToString(text);
        return template.expand(Arrays.asList(parsed)).stream()
                .map(Object::toString)
                .toList();
    }
}
