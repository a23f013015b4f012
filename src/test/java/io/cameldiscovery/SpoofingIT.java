package io.cameldiscovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.cameldiscovery.message.DiscoveryMessage.Announcement;
import io.cameldiscovery.record.Endpoint;
import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.Sequence;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.testing.Asker;
import io.cameldiscovery.testing.Finding;
import io.cameldiscovery.testing.HostProcess;
import io.cameldiscovery.testing.HostileResponder;
import io.cameldiscovery.testing.Site;
import io.cameldiscovery.token.EncryptionKeys;
import io.cameldiscovery.token.NodeKey;
import io.cameldiscovery.token.SignatureEngine;
import io.cameldiscovery.token.TokenSigner;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A hostile host on a3 answers every query of the client on a1 before the real server on a2 can, whose frames take
 * longer. With the server cut off, its lies are all that the client hears.
 */
class SpoofingIT {

    private static final String INSTANCE = "the-real-one";
    private static final int LATER_MILLIS = 30;

    @TempDir
    private static Path directory;

    private static Site site;
    private static HostProcess attacker;
    private static Asker client;
    private static String lie;

    @BeforeAll
    static void startTheRealServerAndTheHostileHost() {
        site = Site.up(directory, 3);
        site.makeForeignKeys("stranger");
        site.makeKeys("colleague", "payments", "orders-archive");
        // IPv6 would stay the same when the server moves.
        site.lab().block("a", "ipv6");
        site.lab().delay("a2", LATER_MILLIS);
        String address = site.lab().ip("a3");
        lie = "http://" + address + ":6666/";
        attacker = site.stranger("a3", HostileResponder.class, site.trust().toString(), address);
        client = site.asker("a1", "--no-cache");
        site.server("a2", 8080, "-D", "discovery.instance=" + INSTANCE);
    }

    @AfterEach
    void silenceTheHostileHost() {
        site.lab().heal("a2");
        order("silence");
    }

    @AfterAll
    static void stop() {
        if (site != null) {
            site.close();
        }
    }

    @Test
    void cannotMisleadWithAKeyThatNobodyTrusts() {
        order("forge " + site.keys("stranger").resolve("node.jwk") + " " + INSTANCE + " " + lie);

        assertFindsTheRealServer();
        assertUntrustedWithoutTheRealServer("unknown-key from " + site.lab().ip("a3"), "'stranger'");
    }

    @Test
    void cannotMisleadWithATrustedKeyThatMayNotAnnounceTheService() {
        order("forge " + site.keys("colleague").resolve("node.jwk") + " " + INSTANCE + " " + lie);

        assertFindsTheRealServer();
        assertUntrustedWithoutTheRealServer("not-authorized from " + site.lab().ip("a3"), "'colleague'");
    }

    @Test
    void cannotMisleadAsARegistryThatForgesRecords() {
        order("say " + record("stranger", Instant.now()));
        site.lab().cut("a2");

        Finding finding = findAmongLies("--source", "registry", "--registry", site.registryUrl("a3"));

        assertThat(finding.exitCode()).as("%s", finding.process()).isEqualTo(3);
        assertThat(finding.reasons()).contains("unknown-key from registry");
    }

    @Test
    void cannotMisleadWithARecordOfTheServerThatHasExpired() {
        order("say " + record("server", Instant.now().minusSeconds(3600)));

        assertFindsTheRealServer();
        assertNotFoundWithoutTheRealServer();
    }

    /** The hostile host even takes over the address that the server gave up, and plays a registry that knows it. */
    @Test
    void cannotMisleadWithWhatTheServerSaidBeforeItMoved() {
        Asker knowing = site.asker("a1", "--timeout", "20s");
        String before = site.lab().ip("a2");
        assertThat(knowing.ask(Site.SERVICE).path("address").asText()).isEqualTo(before);
        attacker.awaitLine("HEARD sd-record+jwt", Site.GENEROUS);
        attacker.awaitLine("HEARD sd-response+jwt", Site.GENEROUS);
        order("replay");
        String after = site.lab().addr("a2");
        site.lab().command("a3", "ip addr add " + before + "/24 dev eth0");

        assertThat(knowing.ask(Site.SERVICE).path("address").asText()).isEqualTo(after);
        assertFindsTheRealServer();
        assertThat(knowing.ask(Site.SERVICE).path("address").asText()).isEqualTo(after);
        assertNotFoundWithoutTheRealServer("--registry", site.registryUrl("a3"));
        assertThat(knowing.ask(Site.SERVICE).path("result").asText()).isEqualTo("not-found");
    }

    private static void assertFindsTheRealServer() {
        int lines = attacker.lines().size();

        JsonNode answer = client.ask(Site.SERVICE);

        attacker.awaitLine(lines, "ANSWERED", Site.GENEROUS);
        assertThat(answer.path("address").asText())
                .as("%s", client.process())
                .isEqualTo(site.lab().ip("a2"));
    }

    private static void assertUntrustedWithoutTheRealServer(String... reasons) {
        site.lab().cut("a2");

        Finding finding = findAmongLies();

        assertThat(finding.exitCode()).as("%s", finding.process()).isEqualTo(3);
        assertThat(finding.endpoints()).isEmpty();
        assertThat(finding.reasons()).contains(reasons);
    }

    private static void assertNotFoundWithoutTheRealServer(String... options) {
        site.lab().cut("a2");

        Finding finding = findAmongLies(options);

        assertThat(finding.exitCode()).as("%s", finding.process()).isEqualTo(1);
        assertThat(finding.endpoints()).isEmpty();
    }

    /** By a client that knows nothing yet. */
    private static Finding findAmongLies(String... options) {
        int lines = attacker.lines().size();
        Finding finding = site.find(
                "a1",
                Stream.concat(Stream.of(options), Stream.of("--timeout", "2s")).toArray(String[]::new));
        attacker.awaitLine(lines, "ANSWERED", Site.GENEROUS);
        return finding;
    }

    private static void order(String line) {
        int lines = attacker.lines().size();
        attacker.say(line);
        attacker.awaitLine(lines, "OBEYED", Site.GENEROUS);
    }

    /** That the server is where the hostile host is, signed with that key at that time. */
    private static String record(String signer, Instant issued) {
        ServiceRecord record = new ServiceRecord(
                new ServiceName(Site.SERVICE),
                new InstanceId(INSTANCE),
                List.of(Endpoint.parse(lie)),
                9797,
                new Sequence(issued.getEpochSecond(), 0),
                issued,
                issued.plusSeconds(90),
                new TreeMap<>(),
                null);
        NodeKey key = NodeKey.load(site.keys(signer).resolve("node.jwk"));
        return new TokenSigner(key, EncryptionKeys.none(), SignatureEngine.preferred()).sign(new Announcement(record));
    }
}
