package io.cameldiscovery.registry.http;

import static io.cameldiscovery.testing.Eventually.eventually;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.message.DiscoveryMessage.Announcement;
import io.cameldiscovery.settings.Role;
import io.cameldiscovery.testing.FakePeer;
import io.cameldiscovery.testing.FreePort;
import io.cameldiscovery.testing.LogOf;
import io.cameldiscovery.testing.TestLan;
import io.cameldiscovery.testing.TestNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

/** What a registry says while it stops: to come elsewhere or again, until its port is closed, and never that it refuses. */
class RegistryStopTest {

    private static final int CLIENTS = 8;

    private final int port = FreePort.tcp();
    private final List<String> answers = new CopyOnWriteArrayList<>();

    @TempDir
    private Path directory;

    @RepeatedTest(3)
    void whoComesWhileItStopsIsToldSoUntilThePortIsClosed() throws Exception {
        TestLan lan = new TestLan(directory);
        try (FakePeer server = lan.peer("server", "*")) {
            TestNode registry = lan.node("registry", Role.REGISTRY)
                    .with("discovery.registry.port", port)
                    .start();
            String token = server.sign(new Announcement(server.record("orders", "http://10.7.0.5:8080/")));
            String put = "PUT /v1/services/orders/instances/server HTTP/1.1\r\nHost: r\r\nConnection: close\r\n"
                    + "Content-Type: application/jwt\r\nContent-Length: " + token.length() + "\r\n\r\n";
            List<Thread> clients = new ArrayList<>();
            try (Socket late = new Socket(InetAddress.getLoopbackAddress(), port);
                    LogOf netty = LogOf.infoAndAbove("io.netty");
                    LogOf vertx = LogOf.infoAndAbove("io.vertx")) {
                // The head of a request that is complete only after the stop has begun.
                late.getOutputStream().write(put.getBytes(US_ASCII));
                for (int i = 0; i < CLIENTS; i++) {
                    clients.add(new Thread(() -> askUntilClosed(put + token)));
                }
                clients.forEach(Thread::start);
                eventually(() -> assertThat(answers).hasSizeGreaterThan(CLIENTS));
                Thread stop = new Thread(registry::close);
                stop.start();
                eventually(() -> assertThat(answers).anyMatch(answer -> answer.contains("/problems/stopping")));
                late.getOutputStream().write(token.getBytes(US_ASCII));
                answers.add(new String(late.getInputStream().readAllBytes(), UTF_8));
                stop.join();
                for (Thread client : clients) {
                    client.join();
                }
                assertThat(netty.lines()).isEmpty();
                assertThat(vertx.lines()).isEmpty();
            }
            assertThat(answers)
                    .allSatisfy(answer -> assertThat(answer).matches("(?s)HTTP/1.1 20[01] .*|HTTP/1.1 503 .*|"))
                    .filteredOn(answer -> answer.contains(" 503 "))
                    .isNotEmpty()
                    .allSatisfy(answer -> assertThat(answer)
                            .contains("application/problem+json", "/problems/stopping")
                            .containsIgnoringCase("\r\nRetry-After: 3\r\n")
                            .containsIgnoringCase("\r\nConnection: close\r\n"));
        }
    }

    private void askUntilClosed(String request) {
        boolean open = true;
        while (open) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.getOutputStream().write(request.getBytes(US_ASCII));
                answers.add(new String(socket.getInputStream().readAllBytes(), UTF_8));
            } catch (ConnectException closed) {
                open = false;
            } catch (IOException cut) {
                answers.add("");
            }
        }
    }
}
