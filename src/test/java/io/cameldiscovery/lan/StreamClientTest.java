package io.cameldiscovery.lan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.handler.codec.TooLongFrameException;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamClientTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(100);

    private final NioEventLoopGroup workers = new NioEventLoopGroup(1);
    private final ExecutorService peers = Executors.newCachedThreadPool();
    private final StreamClient client = new StreamClient(workers, 64);

    @AfterEach
    void stop() {
        workers.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        peers.shutdownNow();
    }

    @Test
    void getsTheFirstLineThatThePeerAnswers() throws Exception {
        try (Peer peer = new Peer(socket -> say(socket, "re: " + readLine(socket) + "\r\nmore\n"))) {
            assertThat(get(client.ask(peer.address(), "eyJ.question", LONG))).isEqualTo("re: eyJ.question");
            peer.awaitClosedByClient();
        }
    }

    @Test
    void timesOutOnAPeerThatNeverAnswers() throws Exception {
        try (Peer peer = new Peer(socket -> readLine(socket))) {
            assertFails(client.ask(peer.address(), "eyJ", SHORT), TimeoutException.class);
            peer.awaitClosedByClient();
        }
    }

    @Test
    void refusesALineThatIsTooLong() throws Exception {
        try (Peer peer = new Peer(socket -> say(socket, "x".repeat(10_000)))) {
            assertFails(client.ask(peer.address(), "eyJ", LONG), TooLongFrameException.class);
            peer.awaitClosedByClient();
        }
    }

    @Test
    void failsWhenThePeerClosesBeforeItsLineIsComplete() throws Exception {
        try (Peer peer = new Peer(socket -> {
            readLine(socket);
            say(socket, "half a li");
            socket.close();
        })) {
            assertFails(client.ask(peer.address(), "eyJ", LONG), EOFException.class);
        }
    }

    @Test
    void closesTheConnectionWhenTheCallerCancels() throws Exception {
        try (Peer peer = new Peer(socket -> readLine(socket))) {
            CompletableFuture<String> answer = client.ask(peer.address(), "eyJ", LONG);
            peer.awaitAccepted();

            answer.cancel(true);

            peer.awaitClosedByClient();
        }
    }

    @Test
    void provesThatSomethingListensAndClosesAgain() throws Exception {
        try (Peer peer = new Peer(socket -> {})) {
            assertThat(get(client.connect(peer.address(), LONG))).isNull();
            peer.awaitClosedByClient();
        }
    }

    @Test
    void failsToConnectWhereNothingListens() {
        try (PortReservation nobody = PortReservation.reserve(0)) {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), nobody.port());
            assertFails(client.connect(address, LONG), ConnectException.class);
            assertFails(client.ask(address, "eyJ", LONG), ConnectException.class);
        }
    }

    @Test
    void failsInsteadOfThrowingWhenItsWorkersAreGone() {
        workers.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();

        assertThat(client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1), LONG))
                .isCompletedExceptionally();
    }

    private static void assertFails(CompletableFuture<?> future, Class<? extends Throwable> cause) {
        assertThatThrownBy(() -> get(future))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(cause);
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(LONG.toSeconds(), TimeUnit.SECONDS);
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(UTF_8));
        socket.getOutputStream().flush();
    }

    private static String readLine(Socket socket) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = socket.getInputStream().read();
                octet != '\n' && octet != -1;
                octet = socket.getInputStream().read()) {
            line.append((char) octet);
        }
        return line.toString();
    }

    private interface Behaviour {
        void with(Socket socket) throws IOException;
    }

    /** Accepts one connection, behaves as told, and then waits until the client closes it. */
    private final class Peer implements AutoCloseable {

        private final ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        private final CompletableFuture<Socket> accepted = new CompletableFuture<>();
        private final CompletableFuture<Void> served;

        Peer(Behaviour behaviour) throws IOException {
            served = CompletableFuture.runAsync(() -> serve(behaviour), peers);
        }

        InetSocketAddress address() {
            return (InetSocketAddress) listener.getLocalSocketAddress();
        }

        void awaitAccepted() throws Exception {
            get(accepted);
        }

        void awaitClosedByClient() throws Exception {
            get(served);
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }

        private void serve(Behaviour behaviour) {
            try (Socket socket = listener.accept()) {
                accepted.complete(socket);
                behaviour.with(socket);
                while (!socket.isClosed() && socket.getInputStream().read() != -1) {
                    continue;
                }
            } catch (IOException e) {
                accepted.completeExceptionally(e);
            }
        }
    }
}
