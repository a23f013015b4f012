package io.cameldiscovery.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.catalogue.EndpointTemplate;
import io.cameldiscovery.catalogue.Offer;
import io.cameldiscovery.catalogue.OwnInstances;
import io.cameldiscovery.message.DiscoveryMessage.Announcement;
import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.testing.HandClock;
import io.cameldiscovery.testing.LogOf;
import io.cameldiscovery.timing.Jitter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RegistrationTest {

    private static final Duration LEASE = Duration.ofMinutes(30);
    private static final Duration PAUSE = Duration.ofSeconds(15);
    private static final Duration FIRST = Duration.ofMillis(500);
    private static final String REGISTRY = "http://10.7.0.2:9798";
    private static final String GONE = REGISTRY + " is out of reach (connection refused)";

    private final HandClock clock = new HandClock();
    private final OwnInstances own = new OwnInstances(new InstanceId("me"), 5, null, clock);
    private final Registration registration = withJitter(0);

    @BeforeEach
    void offer() {
        for (String service : List.of("orders", "payments")) {
            own.offer(new Offer(
                    new ServiceName(service), List.of(new EndpointTemplate("http://10.7.0.5:8080/")), Map.of()));
        }
    }

    @Test
    void registersEverythingAtTheStartForTheWholeLease() {
        assertThat(due()).containsExactly("orders", "payments");
        assertThat(withJitter(0).due())
                .extracting(announcement -> announcement.record().lifetime())
                .containsOnly(LEASE);
    }

    @Test
    void givesEachOutOnceUntilItsPauseIsOver() {
        due();
        assertThat(due()).isEmpty();

        clock.forward(PAUSE.minusMillis(1));
        assertThat(due()).isEmpty();
        clock.forward(Duration.ofMillis(1));
        assertThat(due()).containsExactly("orders", "payments");
    }

    @Test
    void renewsAfterAThirdOfTheLease() {
        registration.due().forEach(announcement -> registration.registered(announcement.record(), REGISTRY));

        clock.forward(Duration.ofMinutes(10).minusMillis(1));
        assertThat(due()).isEmpty();
        clock.forward(Duration.ofMillis(1));
        assertThat(due()).containsExactly("orders", "payments");
    }

    @Test
    void renewsWhenTheRegistrySays() {
        List<Announcement> first = registration.due();
        registration.registered(first.get(0).record(), REGISTRY, LEASE, Duration.ofSeconds(60));
        registration.registered(first.get(1).record(), REGISTRY, LEASE, Duration.ofSeconds(90));

        clock.forward(Duration.ofSeconds(60));
        assertThat(due()).containsExactly("orders");
    }

    @Test
    void leavesABusyRegistryAloneForAsLongAsItAsks() {
        registration.due().forEach(announcement -> registration.postponed(announcement.record(), Duration.ofHours(1)));

        clock.forward(Duration.ofMinutes(59));
        assertThat(due()).isEmpty();
        clock.forward(Duration.ofMinutes(1));
        assertThat(due()).hasSize(2);
    }

    @Test
    void triesAgainAfterAPauseWhatWasRefused() {
        try (LogOf log = LogOf.infoAndAbove("io.cameldiscovery.server")) {
            registration.refused(registration.due().get(0).record(), "403 not your name");

            assertThat(log.lines())
                    .containsExactly(
                            "WARN The registry refused 'orders': 403 not your name. Trying again in about 15 s");
        }
        clock.forward(PAUSE);
        assertThat(due()).contains("orders");
    }

    @Test
    void registersAllAtOnceAfterAChange() {
        registration.due().forEach(announcement -> registration.registered(announcement.record(), REGISTRY));

        registration.changed();

        assertThat(due()).containsExactly("orders", "payments");
    }

    @Test
    void registersAtOnceWhatChangedWhileTheRegistryTookTheVersionBefore() {
        List<Announcement> onTheirWay = registration.due();
        own.offer(
                new Offer(new ServiceName("orders"), List.of(new EndpointTemplate("http://10.7.0.6:8080/")), Map.of()));
        registration.changed();

        onTheirWay.forEach(announcement -> registration.registered(announcement.record(), REGISTRY));

        assertThat(due()).containsExactly("orders");
    }

    @Test
    void saysOnceThatTheRegistryIsOutOfReachAndThatItIsBack() {
        ServiceRecord record = registration.due().get(0).record();
        registration.registered(record, REGISTRY);
        try (LogOf log = LogOf.infoAndAbove("io.cameldiscovery.server")) {
            registration.outOfReach(record, GONE);
            registration.outOfReach(record, GONE);
            registration.registered(record, REGISTRY);
            registration.registered(record, REGISTRY);
            registration.outOfReach(record, GONE);

            assertThat(log.lines())
                    .containsExactly(
                            "WARN The registry " + GONE + "; trying again after growing pauses",
                            "INFO The registry is in reach again",
                            "WARN The registry " + GONE + "; trying again after growing pauses");
        }
    }

    @Test
    void saysOnceForEachRegistryThatAServiceIsRegisteredThereAndForHowLong() {
        List<Announcement> both = registration.due();
        ServiceRecord orders = both.get(0).record();
        try (LogOf log = LogOf.infoAndAbove("io.cameldiscovery.server")) {
            registration.registered(orders, REGISTRY);
            registration.registered(orders, REGISTRY, Duration.ofMinutes(20), Duration.ofMinutes(5));
            registration.registered(both.get(1).record(), REGISTRY, Duration.ofSeconds(90), Duration.ofSeconds(30));
            registration.registered(orders, "http://10.7.0.3:9798");
            registration.registered(orders, "http://10.7.0.3:9798");

            assertThat(log.lines())
                    .containsExactly(
                            "INFO Registered 'orders' at http://10.7.0.2:9798, for 30 min",
                            "INFO Registered 'payments' at http://10.7.0.2:9798, for 1 min 30 s",
                            "INFO Registered 'orders' at http://10.7.0.3:9798, for 30 min");
        }
    }

    @Test
    void saysAnewThatAServiceIsRegisteredWhichWasRefusedOrWithdrawn() {
        ServiceRecord orders = onlyOrders(registration);
        registration.registered(orders, REGISTRY);
        registration.refused(orders, "403 not your name");
        try (LogOf log = LogOf.infoAndAbove("io.cameldiscovery.server")) {
            registration.registered(orders, REGISTRY);
            own.withdraw(orders.service(), LEASE);
            assertThat(due()).isEmpty();
            offer();
            registration.registered(orders, REGISTRY);

            assertThat(log.lines())
                    .containsExactly(
                            "INFO Registered 'orders' at http://10.7.0.2:9798, for 30 min",
                            "INFO Registered 'orders' at http://10.7.0.2:9798, for 30 min");
        }
    }

    @Test
    void spreadsItsRenewalsSoThatAHerdComesApart() {
        Registration spread = withJitter(0.1);
        ServiceRecord record = spread.due().get(0).record();
        int early = 0;
        for (int number = 0; number < 100; number++) {
            spread.registered(record, REGISTRY, LEASE, Duration.ofSeconds(100));
            clock.forward(Duration.ofSeconds(89));
            assertThat(spread.due()).noneMatch(due -> due.record().service().equals(record.service()));
            clock.forward(Duration.ofSeconds(11));
            early +=
                    spread.due().stream().anyMatch(due -> due.record().service().equals(record.service())) ? 1 : 0;
            clock.forward(Duration.ofSeconds(11));
        }
        assertThat(early).isBetween(20, 80);
    }

    @Test
    void comesAgainSoonerAndThenLaterWhenItHoldsNoLeaseAndFindsNoRegistry() {
        Duration longest = Duration.ZERO;
        for (int attempt = 0; attempt < 20; attempt++) {
            ServiceRecord record = onlyOrders(registration);
            registration.outOfReach(record, GONE);
            Duration wait = registration.untilDue();
            Duration expected = Duration.ofMillis(Math.min(450_000, 500L << attempt));
            assertThat(wait)
                    .isBetween(
                            expected.multipliedBy(2).dividedBy(3),
                            expected.multipliedBy(4).dividedBy(3));
            longest = wait;
            clock.forward(wait);
        }
        assertThat(longest).isBetween(Duration.ofMinutes(5), Duration.ofMinutes(10));
    }

    @Test
    void comesAgainInWhatIsLeftOfItsLeaseWhenItFindsNoRegistry() {
        registration.registered(onlyOrders(registration), REGISTRY);
        clock.forward(Duration.ofMinutes(10));

        registration.outOfReach(onlyOrders(registration), GONE);

        assertThat(registration.untilDue()).isBetween(Duration.ofMinutes(8), Duration.ofMinutes(18));
    }

    @Test
    void comesAgainSoonWithWhatChangedThoughItHoldsTheLeaseOfWhatWasBefore() {
        registration.registered(onlyOrders(registration), REGISTRY);
        clock.forward(Duration.ofMinutes(10));
        for (int failed = 0; failed < 5; failed++) {
            registration.outOfReach(onlyOrders(registration), GONE);
            clock.forward(registration.untilDue());
        }

        own.offer(
                new Offer(new ServiceName("orders"), List.of(new EndpointTemplate("http://10.7.0.6:8080/")), Map.of()));
        registration.changed();
        registration.outOfReach(onlyOrders(registration), GONE);

        clock.forward(FIRST.multipliedBy(2));
        assertThat(due()).contains("orders");
    }

    @Test
    void saysNothingOfTheRefusalOfWhatWasWithdrawnMeanwhile() {
        ServiceRecord onItsWay = onlyOrders(registration);
        own.withdraw(new ServiceName("orders"), LEASE);
        try (LogOf log = LogOf.infoAndAbove("io.cameldiscovery.server")) {
            registration.refused(onItsWay, "409 something newer is known");

            assertThat(log.lines()).isEmpty();
        }
    }

    @Test
    void neverComesEarlierThanABusyRegistryAsks() {
        Registration spread = withJitter(0.1);
        for (int i = 0; i < 100; i++) {
            spread.postponed(onlyOrders(spread), Duration.ofSeconds(100));
            assertThat(spread.untilDue()).isBetween(Duration.ofSeconds(100), Duration.ofSeconds(110));
            clock.forward(spread.untilDue());
        }
    }

    private ServiceRecord onlyOrders(Registration from) {
        own.withdraw(new ServiceName("payments"), LEASE);
        return from.due().get(0).record();
    }

    private Registration withJitter(double share) {
        return new Registration(
                own, new RegistrationSettings(LEASE, PAUSE, FIRST, share), new Jitter(new Random(5)), clock);
    }

    private List<String> due() {
        return registration.due().stream()
                .map(announcement -> announcement.record().service().value())
                .toList();
    }
}
