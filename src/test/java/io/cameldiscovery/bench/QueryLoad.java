package io.cameldiscovery.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.cameldiscovery.message.DiscoveryMessage.Query;
import io.cameldiscovery.message.Nonce;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.token.EncryptionKeys;
import io.cameldiscovery.token.NodeKey;
import io.cameldiscovery.token.SignatureEngine;
import io.cameldiscovery.token.TokenSigner;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Selector;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Asks a responder on loopback as fast as it answers, each query with its own nonce, and counts the answers. */
public final class QueryLoad {

    private static final int IN_FLIGHT = 64;
    private static final int PREPARED = 20_000;

    private QueryLoad() {}

    /** Arguments: keys directory, port. Reads a duration in ms from each line of standard input, and prints "answers ms". */
    public static void main(String[] args) throws Exception {
        TokenSigner signer = new TokenSigner(
                NodeKey.load(Path.of(args[0]).resolve("node.jwk")), EncryptionKeys.none(), SignatureEngine.preferred());
        InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[1]));
        SplittableRandom random = new SplittableRandom();
        try (DatagramChannel channel = DatagramChannel.open();
                Selector selector = Selector.open();
                java.util.Scanner lines = new java.util.Scanner(System.in, US_ASCII)) {
            channel.setOption(java.net.StandardSocketOptions.SO_RCVBUF, 4 << 20);
            channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            channel.configureBlocking(false);
            channel.register(selector, java.nio.channels.SelectionKey.OP_READ);
            while (lines.hasNextLine()) {
                long millis = Long.parseLong(lines.nextLine().strip());
                System.out.println(ask(channel, server, selector, signer, random, millis));
            }
        }
    }

    private static String ask(
            DatagramChannel channel,
            InetSocketAddress server,
            Selector selector,
            TokenSigner signer,
            SplittableRandom random,
            long millis)
            throws IOException {
        ServiceName orders = new ServiceName("orders");
        // Signed now, so that none is too old; sent in rounds with a rising attempt, which needs a signature of its
        // own.
        List<byte[]> queries = IntStream.range(0, PREPARED)
                .mapToObj(i -> new Query(orders, Nonce.random(random), Instant.now(), 0, List.of()))
                .map(query -> signer.sign(query).getBytes(US_ASCII))
                .toList();
        ByteBuffer answer = ByteBuffer.allocateDirect(2048);
        long start = System.nanoTime();
        long end = start + TimeUnit.MILLISECONDS.toNanos(millis);
        int sent = 0;
        int answered = 0;
        long lastAnswer = start;
        while (System.nanoTime() < end && answered < PREPARED) {
            while (sent < PREPARED && sent - answered < IN_FLIGHT) {
                channel.send(ByteBuffer.wrap(queries.get(sent++)), server);
            }
            selector.select(5);
            selector.selectedKeys().clear();
            for (answer.clear(); channel.receive(answer) != null; answer.clear()) {
                answered++;
                lastAnswer = System.nanoTime();
            }
        }
        return answered + " " + (lastAnswer - start) / 1_000_000.0;
    }
}
