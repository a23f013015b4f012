package io.cameldiscovery.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.cameldiscovery.message.DiscoveryMessage.Announcement;
import io.cameldiscovery.record.Endpoint;
import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.Sequence;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.token.EncryptionKeys;
import io.cameldiscovery.token.NodeKey;
import io.cameldiscovery.token.SignatureEngine;
import io.cameldiscovery.token.TokenSigner;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseDecoder;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Requests for a registry, over so many connections that are kept, one request at a time on each. Takes commands from
 * standard input and answers each by one line: how many requests, in how many milliseconds, the 99th percentile of their
 * latency in microseconds, and how often which status came.
 *
 * <pre>
 * register FROM TO PER     instances FROM to TO (exclusive), PER of them to a service: service s7 holds 7×PER to 8×PER
 * lookup SERVICES COUNT    services s0 to s(SERVICES-1) by turns
 * get PATH COUNT           one address
 * </pre>
 */
public final class RegistryLoad {

    private final TokenSigner signer;
    private final String region;
    private final List<Connection> connections = new ArrayList<>();
    private long second = Instant.now().getEpochSecond();

    private RegistryLoad(TokenSigner signer, String padding, int port, int number) throws InterruptedException {
        this.signer = signer;
        this.region = padding;
        NioEventLoopGroup loop = new NioEventLoopGroup(1);
        for (int i = 0; i < number; i++) {
            Connection connection = new Connection();
            new Bootstrap()
                    .group(loop)
                    .channel(NioSocketChannel.class)
                    .handler(new ChannelInitializer<SocketChannel>() {
                        @Override
                        protected void initChannel(SocketChannel channel) {
                            channel.pipeline()
                                    .addLast(new HttpResponseDecoder(), new HttpObjectAggregator(64 << 20), connection);
                        }
                    })
                    .connect(InetAddress.getLoopbackAddress(), port)
                    .sync();
            connections.add(connection);
        }
    }

    /** Arguments: keys directory, port on loopback, connections, octets of padding in each record. */
    public static void main(String[] arguments) throws Exception {
        TokenSigner signer = new TokenSigner(
                NodeKey.load(Path.of(arguments[0], "node.jwk")), EncryptionKeys.none(), SignatureEngine.preferred());
        RegistryLoad load = new RegistryLoad(
                signer,
                "x".repeat(Integer.parseInt(arguments[3])),
                Integer.parseInt(arguments[1]),
                Integer.parseInt(arguments[2]));
        System.out.println("ready");
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, US_ASCII));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            System.out.println(load.run(line.split(" ")));
        }
    }

    private String run(String[] words) throws InterruptedException {
        int count = Integer.parseInt(words[2]);
        switch (words[0]) {
            case "register" -> {
                int from = Integer.parseInt(words[1]);
                int per = Integer.parseInt(words[3]);
                // A renewal has to be issued later than what it renews, by whole seconds.
                second = Math.max(second + 1, Instant.now().getEpochSecond());
                Instant issued = Instant.ofEpochSecond(second);
                byte[][] requests = IntStream.range(from, count)
                        .parallel()
                        .mapToObj(i -> registration(i, per, issued))
                        .toArray(byte[][]::new);
                return send(requests.length, i -> requests[i]);
            }
            case "lookup" -> {
                int services = Integer.parseInt(words[1]);
                byte[][] requests = IntStream.range(0, Math.min(services, count))
                        .mapToObj(i -> get("/v1/services/s" + (int) ((long) i * services / Math.min(services, count))))
                        .toArray(byte[][]::new);
                return send(count, i -> requests[i % requests.length]);
            }
            default -> {
                byte[] request = get(words[1]);
                return send(count, i -> request);
            }
        }
    }

    private byte[] registration(int number, int per, Instant issued) {
        ServiceRecord record = new ServiceRecord(
                new ServiceName("s" + number / per),
                new InstanceId("i" + number),
                List.of(Endpoint.parse("http://10." + number / 65536 % 256 + "." + number / 256 % 256 + "."
                        + number % 256 + ":8080/")),
                9000,
                new Sequence(1, 0),
                issued,
                issued.plus(30, ChronoUnit.MINUTES),
                ServiceRecord.metadata(region.isEmpty() ? Map.of() : Map.of("padding", region)),
                null);
        byte[] token = signer.sign(new Announcement(record)).getBytes(US_ASCII);
        byte[] head = ("PUT /v1/services/s" + number / per + "/instances/i" + number + " HTTP/1.1\r\nHost: registry\r\n"
                        + "Content-Type: application/jwt\r\nContent-Length: " + token.length + "\r\n\r\n")
                .getBytes(US_ASCII);
        byte[] request = Arrays.copyOf(head, head.length + token.length);
        System.arraycopy(token, 0, request, head.length, token.length);
        return request;
    }

    private static byte[] get(String path) {
        return ("GET " + path + " HTTP/1.1\r\nHost: registry\r\n\r\n").getBytes(US_ASCII);
    }

    private String send(int count, IntFunction<byte[]> requests) throws InterruptedException {
        Round round = new Round(count, requests);
        long start = System.nanoTime();
        connections.forEach(connection -> connection.begin(round));
        round.done.await();
        long nanos = System.nanoTime() - start;
        Arrays.sort(round.latency);
        return "%d %.1f %d %s"
                .formatted(
                        count,
                        nanos / 1e6,
                        round.latency[(int) (count * 0.99)] / 1000,
                        round.statuses.toString().replace(" ", ""));
    }

    private static final class Round {
        private final int count;
        private final IntFunction<byte[]> requests;
        private final AtomicInteger next = new AtomicInteger();
        private final CountDownLatch done;
        private final long[] latency;
        private final Map<Integer, Integer> statuses = new TreeMap<>();

        Round(int count, IntFunction<byte[]> requests) {
            this.count = count;
            this.requests = requests;
            this.latency = new long[count];
            this.done = new CountDownLatch(count);
        }
    }

    private static final class Connection extends SimpleChannelInboundHandler<FullHttpResponse> {

        private Channel channel;
        private Round round;
        private int current;
        private long sentAt;

        @Override
        public void channelActive(ChannelHandlerContext context) {
            channel = context.channel();
        }

        void begin(Round next) {
            channel.eventLoop().execute(() -> {
                round = next;
                send();
            });
        }

        private void send() {
            current = round.next.getAndIncrement();
            if (current < round.count) {
                sentAt = System.nanoTime();
                // Below the codec, which only has to know that an answer will come.
                channel.pipeline().firstContext().writeAndFlush(Unpooled.wrappedBuffer(round.requests.apply(current)));
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
            round.latency[current] = System.nanoTime() - sentAt;
            round.statuses.merge(response.status().code(), 1, Integer::sum);
            round.done.countDown();
            send();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            System.err.println(cause);
            System.exit(1);
        }
    }
}
