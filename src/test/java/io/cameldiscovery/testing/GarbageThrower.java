package io.cameldiscovery.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * A host that sends what no node should have to read: {@value #DATAGRAMS} datagrams and {@value #CONNECTIONS}
 * connections, the same for the same seed. Ends when all is sent.
 */
public final class GarbageThrower {

    private static final int DATAGRAMS = 20_000;
    private static final int CONNECTIONS = 45;
    private static final long SEED = 4711;
    private static final int TIMEOUT_MILLIS = 50;

    /** Requests that are nearly good, with garbage where {@code *} is. */
    private static final List<String> REQUESTS = List.of(
            "*",
            "GET /* HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET /v1/services/* HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET /v1/services/%00%ff%c0%af HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET /v1/services HTTP/1.1\r\n*: *\r\n\r\n",
            "PUT /v1/services/orders/instances/one HTTP/1.1\r\nHost: x\r\nContent-Type: application/jwt\r\n"
                    + "Content-Length: 500\r\n\r\n*",
            "PUT /v1/services/orders/instances/one HTTP/1.1\r\nHost: x\r\nContent-Type: application/jwt\r\n"
                    + "Content-Length: 99999999999999999999\r\n\r\n*",
            "DELETE /v1/services/orders/instances/one HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n*",
            "*\n*\n*\n");

    private final Random random = new Random(SEED);
    private final byte[] token;

    private GarbageThrower(String token) {
        this.token = token.getBytes(US_ASCII);
    }

    /** @param arguments a good token to spoil, then targets such as {@code udp:10.0.0.1:9797} and {@code tcp:...} */
    public static void main(String[] arguments) throws IOException {
        System.out.println("READY");
        GarbageThrower thrower = new GarbageThrower(arguments[0]);
        thrower.throwDatagrams(targets(arguments, "udp:"));
        thrower.throwStreams(targets(arguments, "tcp:"));
        System.out.println("DONE");
    }

    private static List<InetSocketAddress> targets(String[] arguments, String protocol) {
        return Stream.of(arguments)
                .filter(argument -> argument.startsWith(protocol))
                .map(argument -> argument.split(":"))
                .map(parts -> new InetSocketAddress(parts[1], Integer.parseInt(parts[2])))
                .toList();
    }

    private void throwDatagrams(List<InetSocketAddress> targets) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            for (int i = 0; i < DATAGRAMS; i++) {
                byte[] garbage = datagram();
                socket.send(new DatagramPacket(garbage, garbage.length, targets.get(i % targets.size())));
            }
        }
    }

    private void throwStreams(List<InetSocketAddress> targets) throws IOException {
        for (int i = 0; i < CONNECTIONS; i++) {
            try (Socket socket = new Socket()) {
                socket.connect(targets.get(i % targets.size()), 5_000);
                socket.setSoTimeout(TIMEOUT_MILLIS);
                socket.getOutputStream().write(request(REQUESTS.get(i % REQUESTS.size())));
                socket.getInputStream().readNBytes(10_000);
            } catch (IOException refused) {
                // The other side may well close such a connection, or wait for more.
            }
        }
    }

    private byte[] datagram() {
        return switch (random.nextInt(6)) {
            case 0 -> octets(random.nextInt(1_400));
            case 1 -> oversized();
            case 2 -> Arrays.copyOf(token, random.nextInt(token.length));
            case 3 -> flipped(1 + random.nextInt(3));
            case 4 -> spliced();
            default -> ("eyJ" + letters(random.nextInt(1_000))).getBytes(US_ASCII);
        };
    }

    private byte[] oversized() {
        byte[] large = Arrays.copyOf(token, 1_233 + random.nextInt(4_000));
        Arrays.fill(large, token.length, large.length, (byte) 'A');
        return large;
    }

    private byte[] flipped(int bits) {
        byte[] copy = token.clone();
        for (int i = 0; i < bits; i++) {
            copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return copy;
    }

    /** One of the token's three parts made anew. */
    private byte[] spliced() {
        String[] parts = new String(token, US_ASCII).split("\\.");
        parts[random.nextInt(parts.length)] = letters(random.nextInt(200));
        return String.join(".", parts).getBytes(US_ASCII);
    }

    private byte[] request(String template) {
        String text = template;
        while (text.contains("*")) {
            String garbage = new String(octets(random.nextInt(20_000)), ISO_8859_1).replace("*", "");
            text = text.replaceFirst("\\*", java.util.regex.Matcher.quoteReplacement(garbage));
        }
        return text.getBytes(ISO_8859_1);
    }

    private byte[] octets(int length) {
        byte[] octets = new byte[length];
        random.nextBytes(octets);
        return octets;
    }

    private String letters(int length) {
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_....";
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }
}
