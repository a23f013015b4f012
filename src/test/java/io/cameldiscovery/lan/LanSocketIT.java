package io.cameldiscovery.lan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cameldiscovery.testing.HostProcess;
import io.cameldiscovery.testing.NetLab;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two hosts on a virtual LAN, on which one kind of traffic after the other fails. */
class LanSocketIT {

    private static final Duration GENEROUS = Duration.ofMinutes(2);
    private static final AtomicInteger QUESTIONS = new AtomicInteger();

    private static NetLab lab;
    private static HostProcess asker;
    private static HostProcess answerer;

    @BeforeAll
    static void startTwoHosts() {
        NetLab.assumeAvailable();
        lab = NetLab.up(2);
        asker = lab.java("a1", LanPeer.class);
        answerer = lab.java("a2", LanPeer.class);
        asker.awaitLine("READY", GENEROUS);
        answerer.awaitLine("READY", GENEROUS);
    }

    @AfterEach
    void endFaults() {
        lab.clear();
    }

    @AfterAll
    static void stop() {
        if (lab != null) {
            asker.close();
            answerer.close();
            lab.close();
        }
    }

    @Test
    void isHeardByBroadcastWhenMulticastIsFiltered() {
        lab.block("a", "multicast");

        assertThat(sourceOfAnswer(asker)).isEqualTo(lab.ip("a2"));
    }

    @Test
    void isHeardByIpv4MulticastWhenBroadcastIsFiltered() {
        lab.block("a", "broadcast", "ipv6");

        assertThat(sourceOfAnswer(asker)).isEqualTo(lab.ip("a2"));
    }

    @Test
    void isHeardAndAnsweredByLinkLocalIpv6WhenIpv4IsFiltered() {
        lab.block("a", "ipv4");

        assertThat(sourceOfAnswer(asker)).startsWith("fe80:").contains("%");
    }

    @Test
    void noticesAnAddressChangeInSecondsAndIsHeardFromTheNewAddress() {
        lab.block("a", "ipv6", "broadcast");

        String address = lab.addr("a2");

        answerer.awaitLine("eth0 gained " + address + "/24", Duration.ofSeconds(5));
        assertThat(sourceOfAnswer(asker)).isEqualTo(address);
        assertThat(sourceOfAnswer(answerer)).isEqualTo(lab.ip("a1"));
    }

    @Test
    void joinsItsGroupsAgainAfterTheCableWasOut() {
        lab.block("a", "ipv6", "broadcast");

        lab.unplug("a2");
        answerer.awaitLine("eth0 went out of use", GENEROUS);
        lab.plug("a2");
        answerer.awaitLine("eth0 came into use", GENEROUS);

        assertThat(sourceOfAnswer(asker)).isEqualTo(lab.ip("a2"));
        assertThat(sourceOfAnswer(answerer)).isEqualTo(lab.ip("a1"));
    }

    @Test
    void usesAnInterfaceThatAppearsLaterAndOneThatIsMadeAnew() {
        lab.block("a", "all");

        for (int round = 0; round < 2; round++) {
            addSecondLink();
            assertThat(sourceOfAnswer(asker)).isEqualTo("10.88.0.1");
            assertThat(sourceOfAnswer(answerer)).isEqualTo("10.88.0.0");
            lab.command("a1", "ip link del eth1");
        }
    }

    /** A subnet of two hosts has no broadcast address, so that IPv4 multicast is the only road. */
    private static void addSecondLink() {
        lab.command("a1", "ip link add eth1 type veth peer name eth1 netns " + lab.namespace("a2"));
        bringUpSecondLink("a1", "10.88.0.0/31");
        bringUpSecondLink("a2", "10.88.0.1/31");
    }

    private static void bringUpSecondLink(String host, String address) {
        lab.command(
                host,
                "echo 1 > /proc/sys/net/ipv6/conf/eth1/disable_ipv6; ip addr add " + address
                        + " dev eth1; ip link set eth1 up");
    }

    /** Asks until there is an answer, and tells the address that it came from. */
    private static String sourceOfAnswer(HostProcess from) {
        String question = "question" + QUESTIONS.incrementAndGet();
        String answer = "ANSWER " + question + " FROM ";
        await().atMost(GENEROUS).pollInterval(Duration.ofMillis(200)).until(() -> {
            from.say(question);
            return from.lines().stream().anyMatch(line -> line.startsWith(answer));
        });
        return from.awaitLine(answer, GENEROUS).substring(answer.length());
    }
}
