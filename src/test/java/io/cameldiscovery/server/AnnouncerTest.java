package io.cameldiscovery.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.catalogue.EndpointTemplate;
import io.cameldiscovery.catalogue.Offer;
import io.cameldiscovery.catalogue.OwnInstances;
import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.testing.HandClock;
import io.cameldiscovery.timing.Jitter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AnnouncerTest {

    private static final Duration INTERVAL = Duration.ofSeconds(30);
    private static final AnnouncerSettings SETTINGS = new AnnouncerSettings(INTERVAL, 0.1);

    private final OwnInstances own = new OwnInstances(new InstanceId("me"), 5, null, new HandClock());
    private final Announcer announcer = new Announcer(own, SETTINGS, new Jitter(new Random(3)));

    @BeforeEach
    void offer() {
        for (String service : List.of("orders", "payments")) {
            own.offer(new Offer(
                    new ServiceName(service), List.of(new EndpointTemplate("http://10.7.0.5:8080/")), Map.of()));
        }
    }

    @Test
    void announcesEveryServiceForThreeIntervals() {
        assertThat(announcer.announcements())
                .extracting(announcement -> announcement.record().service().value())
                .containsExactly("orders", "payments");
        assertThat(announcer.announcements())
                .extracting(announcement -> announcement.record().lifetime())
                .containsOnly(Duration.ofSeconds(90));
        assertThat(SETTINGS.lifetime()).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void withdrawsEveryService() {
        assertThat(announcer.goodbyes())
                .extracting(goodbye -> goodbye.record().service().value())
                .containsExactly("orders", "payments");
    }

    @Test
    void startsAfterAbout0And1And3Seconds() {
        assertThat(announcer.startPause(0)).isZero();
        assertThat(LongStream.range(0, 200).map(n -> announcer.startPause(1)))
                .allMatch(pause -> pause >= 800 && pause <= 1200);
        assertThat(LongStream.range(0, 200).map(n -> announcer.startPause(2)))
                .allMatch(pause -> pause >= 1600 && pause <= 2400);
        assertThat(LongStream.range(0, 200).map(n -> announcer.startPause(1)).distinct())
                .hasSizeGreaterThan(10);
    }

    @Test
    void spreadsItsIntervalsByTheirShare() {
        assertThat(LongStream.range(0, 500).map(n -> announcer.regularPause()))
                .allMatch(pause -> pause >= 0 && pause <= 3000)
                .anyMatch(pause -> pause < 1000)
                .anyMatch(pause -> pause > 2000);
    }
}
