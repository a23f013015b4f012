package io.cameldiscovery.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.Sequence;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.testing.HandClock;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OwnInstancesTest {

    private static final ServiceName ORDERS = new ServiceName("orders");
    private static final ServiceName PAYMENTS = new ServiceName("payments");
    private static final Duration LIFE = Duration.ofSeconds(90);
    private static final long EPOCH = 1_000;

    private final HandClock clock = new HandClock();
    private final OwnInstances own = new OwnInstances(new InstanceId("me"), EPOCH, "north", clock);

    @Test
    void statesWhatItOffers() {
        own.offer(new Offer(ORDERS, List.of(new EndpointTemplate("http://{address}:8080/")), Map.of("version", "7")));
        own.reachedAt(addresses("10.7.0.5", "fd00::5"), 40123);

        ServiceRecord record = record(ORDERS);
        assertThat(record.service()).isEqualTo(ORDERS);
        assertThat(record.instance()).isEqualTo(own.instance());
        assertThat(record.endpoints()).hasToString("[http://10.7.0.5:8080/, http://[fd00:0:0:0:0:0:0:5]:8080/]");
        assertThat(record.probePort()).isEqualTo(40123);
        assertThat(record.sequence()).isEqualTo(new Sequence(EPOCH, 0));
        assertThat(record.issued()).isEqualTo(HandClock.START);
        assertThat(record.lifetime()).isEqualTo(LIFE);
        assertThat(record.metadata()).isEqualTo(Map.of("version", "7"));
        assertThat(record.region()).isEqualTo("north");
    }

    @Test
    void issuesItAnewEachTimeWithTheSameSequence() {
        offer(ORDERS, "http://{address}:8080/");
        own.reachedAt(addresses("10.7.0.5"), 1);
        ServiceRecord first = record(ORDERS);

        clock.forward(Duration.ofSeconds(60));

        assertThat(record(ORDERS)).isEqualTo(first.issuedAt(HandClock.START.plusSeconds(60), LIFE));
    }

    @Test
    void raisesTheSequenceOnlyWhenSomethingChanged() {
        offer(ORDERS, "http://{address}:8080/");
        assertThat(own.reachedAt(addresses("10.7.0.5"), 1)).isTrue();

        assertThat(own.reachedAt(addresses("10.7.0.5"), 1)).isFalse();
        assertThat(record(ORDERS).sequence().number()).isZero();

        assertThat(own.reachedAt(addresses("10.7.0.6"), 1)).isTrue();
        assertThat(record(ORDERS).sequence().number()).isEqualTo(1);

        assertThat(own.reachedAt(addresses("10.7.0.6"), 2))
                .as("another probe port")
                .isTrue();
        assertThat(record(ORDERS).sequence().number()).isEqualTo(2);

        offer(ORDERS, "http://{address}:9090/");
        assertThat(record(ORDERS).sequence().number()).isEqualTo(3);
        assertThat(record(ORDERS).endpoints()).hasToString("[http://10.7.0.6:9090/]");
    }

    @Test
    void raisesOnlyTheSequenceOfWhatChanged() {
        offer(ORDERS, "http://{address}:8080/");
        offer(PAYMENTS, "http://10.9.9.9:80/");
        own.reachedAt(addresses("10.7.0.5"), 1);

        own.reachedAt(addresses("10.7.0.6"), 1);

        assertThat(record(ORDERS).sequence().number()).isEqualTo(1);
        assertThat(record(PAYMENTS).sequence().number()).isZero();
    }

    @Test
    void isSilentWhileItHasNoAddressAndGoesOnCountingAfterwards() {
        offer(ORDERS, "http://{address}:8080/");
        assertThat(own.record(ORDERS, LIFE)).isEmpty();
        own.reachedAt(addresses("10.7.0.5"), 1);

        assertThat(own.reachedAt(List.of(), 1)).isTrue();
        assertThat(own.record(ORDERS, LIFE)).isEmpty();
        assertThat(own.records(LIFE)).isEmpty();
        assertThat(own.offers(ORDERS)).isTrue();

        own.reachedAt(addresses("10.7.0.5"), 1);
        assertThat(record(ORDERS).sequence().number()).isPositive();
    }

    @Test
    void statesAServiceThatNamesItsAddressAtOnce() {
        offer(PAYMENTS, "http://10.9.9.9:80/");

        assertThat(record(PAYMENTS).endpoints()).hasToString("[http://10.9.9.9:80/]");
    }

    @Test
    void statesAtMost32Endpoints() {
        List<String> many = new ArrayList<>();
        for (int host = 1; host <= 40; host++) {
            many.add("10.7.0." + host);
        }
        offer(ORDERS, "http://{address}:8080/");
        own.reachedAt(addresses(many.toArray(String[]::new)), 1);

        assertThat(record(ORDERS).endpoints()).hasSize(32);
    }

    @Test
    void namesItsServicesInTheirOrder() {
        offer(PAYMENTS, "http://10.9.9.9:80/");
        offer(ORDERS, "http://10.9.9.9:81/");

        assertThat(own.services()).containsExactly(PAYMENTS, ORDERS);
        assertThat(own.records(LIFE)).extracting(ServiceRecord::service).containsExactly(PAYMENTS, ORDERS);
        assertThat(own.offers(new ServiceName("other"))).isFalse();
        assertThat(own.record(new ServiceName("other"), LIFE)).isEmpty();
    }

    @Test
    void givesTheLastRecordOfWhatItWithdraws() {
        offer(ORDERS, "http://{address}:8080/");
        offer(PAYMENTS, "http://10.9.9.9:80/");
        own.reachedAt(addresses("10.7.0.5"), 1);
        ServiceRecord first = record(ORDERS);
        clock.forward(Duration.ofSeconds(60));

        assertThat(own.withdraw(ORDERS, LIFE)).hasValue(first.issuedAt(HandClock.START.plusSeconds(60), LIFE));

        assertThat(own.offers(ORDERS)).isFalse();
        assertThat(own.record(ORDERS, LIFE)).isEmpty();
        assertThat(own.services()).containsExactly(PAYMENTS);
        assertThat(own.withdraw(ORDERS, LIFE)).as("a second time").isEmpty();
        assertThat(own.reachedAt(addresses("10.7.0.5"), 1))
                .as("nothing to be announced")
                .isFalse();
    }

    @Test
    void goesOnCountingWhenItOffersAgainWhatItWithdrew() {
        offer(ORDERS, "http://10.7.0.5:80/");
        for (long time = 0; time < 3; time++) {
            assertThat(record(ORDERS).sequence()).isEqualTo(new Sequence(EPOCH, time));
            own.withdraw(ORDERS, LIFE);
            offer(ORDERS, "http://10.7.0.5:80/");
        }
    }

    @Test
    void withdrawsInSilenceWhatHasNoAddress() {
        offer(ORDERS, "http://{address}:8080/");

        assertThat(own.withdraw(ORDERS, LIFE)).isEmpty();

        own.reachedAt(addresses("10.7.0.5"), 1);
        assertThat(own.offers(ORDERS)).isFalse();
        assertThat(own.record(ORDERS, LIFE)).isEmpty();
    }

    @Test
    void offersNothingWithoutAnEndpoint() {
        assertThatThrownBy(() -> new Offer(ORDERS, List.of(), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("service 'orders' has no endpoint");
    }

    private void offer(ServiceName service, String template) {
        own.offer(new Offer(service, List.of(new EndpointTemplate(template)), Map.of()));
    }

    private ServiceRecord record(ServiceName service) {
        return own.record(service, LIFE).orElseThrow();
    }

    private static List<InetAddress> addresses(String... literals) {
        return Arrays.stream(literals)
                .map(literal -> {
                    try {
                        return InetAddress.getByName(literal);
                    } catch (UnknownHostException impossible) {
                        throw new AssertionError(impossible);
                    }
                })
                .toList();
    }
}
