package io.cameldiscovery.steps.registry;

import static io.cameldiscovery.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cameldiscovery.settings.ConfigurationException;
import io.cameldiscovery.settings.Role;
import io.cameldiscovery.testing.FreePort;
import io.cameldiscovery.testing.TestLan;
import io.cameldiscovery.testing.TestNode;
import io.cameldiscovery.token.KeyGenerator;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Hashtable;
import java.util.List;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.DirContext;
import javax.naming.directory.InitialDirContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A registry as name server, with real registrations, asked over sockets and by the JDK's own DNS client. */
class ServeDnsRouteTest {

    private static final String D = ".discovery.internal";
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    /** {@code orders.service.discovery.internal IN A}, with id 0x1234, and without its length. */
    private static final byte[] QUERY = query("orders", "service", "discovery", "internal");

    @TempDir
    private static Path directory;

    private static TestLan lan;
    private static int port;
    private static int http;
    private static TestNode registry;
    private static TestNode server;

    @BeforeAll
    static void start() {
        lan = new TestLan(directory);
        port = FreePort.udpAndTcp();
        http = FreePort.tcp();
        TestNode.Plan offering = lan.node("Server.1", Role.SERVER)
                .with("discovery.registry.url", "http://127.0.0.1:" + http)
                .with("discovery.service.orders.metadata.version", "2")
                .offering("orders", "http://10.7.0.5:8080/api, http://[fd00::5]:8080/api");
        registry = lan.node("registry", Role.REGISTRY)
                .with("discovery.registry.port", http)
                .with("discovery.registry.dns.port", port)
                .with("discovery.registry.dns.max-connections", 8)
                .with("discovery.registry.dns.idle-timeout", "1s")
                .with("discovery.registry.dns.source-rate", 0)
                .start();
        server = offering.start();
        eventually(() -> assertThatCode(() -> ask("orders.service" + D, "A")).doesNotThrowAnyException());
    }

    @AfterAll
    static void stop() {
        server.close();
        registry.close();
    }

    @Test
    void isUnderstoodByTheDnsClientOfTheJdk() throws Exception {
        List<String> servers = ask("_orders._tcp" + D, "SRV");
        assertThat(servers)
                .singleElement()
                .asString()
                .matches("0 1 8080 x-[0-9a-f]{24}\\.orders\\.instance" + D + "\\.");
        String target = servers.get(0).substring("0 1 8080 ".length());

        assertThat(ask(target, "A")).containsExactly("10.7.0.5");
        assertThat(ask(target, "AAAA")).containsExactly("fd00::5");
        // Which services there are is looked at once a second.
        eventually(
                () -> assertThat(ask("_services._dns-sd._udp" + D, "PTR")).containsExactly("_orders._tcp" + D + "."));
        String instance = ask("_orders._tcp" + D, "PTR").get(0);
        assertThat(ask(instance, "TXT")).containsExactly("path=/api version=2");
        assertThatThrownBy(() -> ask("bills.service" + D, "A")).isInstanceOf(NameNotFoundException.class);
        assertThat(ask("orders.service" + D, "MX")).isEmpty();
    }

    @Test
    void handsOutTheVerySignedTokenOverTcpIfItMust() throws Exception {
        String token = ask("orders.service" + D, "TXT").get(0).replace(" ", "");

        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http + "/v1/services/orders"))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, BodyHandlers.ofString())
                        .body())
                .contains('"' + token + '"');
    }

    @Test
    void answersSeveralQueriesOnAConnectionInTheirOrder() throws IOException {
        try (Socket socket = connect()) {
            byte[] three = new byte[3 * (QUERY.length + 2)];
            for (int i = 0; i < 3; i++) {
                int at = i * (QUERY.length + 2);
                three[at + 1] = (byte) QUERY.length;
                System.arraycopy(QUERY, 0, three, at + 2, QUERY.length);
                three[at + 2] = (byte) i;
            }
            // One octet alone, then the rest.
            socket.getOutputStream().write(three, 0, 1);
            socket.getOutputStream().write(three, 1, three.length - 1);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            for (int i = 0; i < 3; i++) {
                byte[] answer = in.readNBytes(in.readUnsignedShort());
                assertThat(answer).startsWith((byte) i, QUERY[1]);
                assertThat(answer[3] & 0x0F).isZero();
            }
        }
    }

    @Test
    void keepsTheOrderOfQueriesAmongWhichSomeTakeAWhile() throws IOException {
        // Whether there is such a name takes a walk over all services, now and then.
        byte[] unknown = query("nobody", "service", "discovery", "internal");
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        for (int i = 0; i < 100; i++) {
            byte[] next = (i % 2 == 0 ? unknown : QUERY).clone();
            next[0] = (byte) i;
            many.writeBytes(framed(next));
        }
        try (Socket socket = connect()) {
            socket.getOutputStream().write(many.toByteArray());
            DataInputStream in = new DataInputStream(socket.getInputStream());
            for (int i = 0; i < 100; i++) {
                byte[] answer = in.readNBytes(in.readUnsignedShort());
                assertThat(answer).startsWith((byte) i);
                assertThat(answer[3] & 0x0F).isEqualTo(i % 2 == 0 ? 3 : 0);
            }
        }
    }

    @Test
    void closesConnectionsThatSayNothingOrOnlyHalfOrWhatIsNoQuery() throws IOException {
        byte[] response = QUERY.clone();
        response[2] |= (byte) 0x80;
        byte[] tooLong = new byte[5000];
        tooLong[0] = 0x7F;
        for (byte[] said : List.of(new byte[0], new byte[] {0, 50, 1, 2, 3}, framed(response), tooLong)) {
            try (Socket socket = connect()) {
                socket.getOutputStream().write(said);
                assertThat(readsEnd(socket)).isTrue();
            }
        }
    }

    @Test
    void keepsConnectionsOfOneSourceToItsShare() throws IOException {
        List<Socket> held = new ArrayList<>();
        try {
            for (int i = 0; i < 2; i++) {
                held.add(connect());
                assertAnswers(held.get(i));
            }
            try (Socket tooMany = connect()) {
                assertThat(readsEnd(tooMany)).isTrue();
            }
            assertThat(registry.drops("dns-connections")).isPositive();
        } finally {
            for (Socket socket : held) {
                socket.close();
            }
        }
        eventually(() -> {
            try (Socket again = connect()) {
                assertAnswers(again);
            }
        });
    }

    @Test
    @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void dropsTheConnectionOfAClientThatTakesNoAnswers() throws IOException {
        byte[] query = framed(QUERY);
        // For the token, which is ten times as large as the query.
        query[query.length - 3] = 16;
        try (Socket socket = connect()) {
            assertThatThrownBy(() -> {
                        while (true) {
                            socket.getOutputStream().write(query);
                        }
                    })
                    .isInstanceOf(SocketException.class);
        }
    }

    @Test
    void servesNothingInPlainThatIsToBeEncryptedUnlessToldTo() {
        Path key = directory.resolve("psk.jwk");
        new KeyGenerator(new SecureRandom()).encryptionKey(key, "psk");
        TestNode.Plan secret = lan.node("secret", Role.REGISTRY)
                .with("discovery.encryption.key-file", key)
                .with("discovery.registry.port", FreePort.tcp())
                .with("discovery.registry.dns.port", FreePort.udpAndTcp());
        try (TestNode node = secret.start()) {
            assertThat(node.node().context().getRoute("serve-dns-datagrams")).isNull();
            assertThat(node.node().context().getRoute("serve-dns-streams")).isNull();
        }
        try (TestNode node = secret.with("discovery.registry.disclose", true).start()) {
            assertThat(node.node().context().getRoute("serve-dns-datagrams")).isNotNull();
        }
    }

    @Test
    void goesOnAfterRubbishByUdp() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, LOOPBACK)) {
            socket.setSoTimeout(30_000);
            byte[] response = QUERY.clone();
            response[2] |= (byte) 0x80;
            for (byte[] rubbish : List.of(new byte[0], new byte[3], response, new byte[9000])) {
                socket.send(new DatagramPacket(rubbish, rubbish.length, LOOPBACK, port));
            }
            socket.send(new DatagramPacket(QUERY, QUERY.length, LOOPBACK, port));
            byte[] answer;
            do {
                DatagramPacket packet = new DatagramPacket(new byte[2000], 2000);
                socket.receive(packet);
                answer = packet.getData();
                assertThat(packet.getPort()).isEqualTo(port);
            } while (answer[0] == 0);
            assertThat(answer).startsWith(QUERY[0], QUERY[1]);
            assertThat(answer[3] & 0x0F).isZero();
        }
    }

    @Test
    void doesNotStartOnAPortThatAnotherHas() throws IOException {
        try (DatagramSocket taken = new DatagramSocket(0, LOOPBACK)) {
            assertRefused(
                    lan.node("second", Role.REGISTRY).with("discovery.registry.dns.port", taken.getLocalPort()),
                    "UDP port " + taken.getLocalPort() + " cannot be used");
        }
        try (ServerSocket taken = new ServerSocket(0, 1, LOOPBACK)) {
            assertRefused(
                    lan.node("second", Role.REGISTRY).with("discovery.registry.dns.port", taken.getLocalPort()),
                    "TCP port " + taken.getLocalPort() + " cannot be used");
        }
        for (String domain : List.of("", "discovery_internal", "printers.local", "a..b", "x".repeat(64))) {
            assertRefused(
                    lan.node("second", Role.REGISTRY).with("discovery.registry.dns.domain", domain),
                    "discovery.registry.dns.domain = '" + domain + "' is not valid: write a domain such as");
        }
    }

    private static void assertRefused(TestNode.Plan plan, String line) {
        assertThatThrownBy(() -> plan.with("discovery.registry.port", FreePort.tcp())
                        .start()
                        .close())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(line);
    }

    /** By the JDK's DNS client: what the attribute of that type says. */
    private static List<String> ask(String name, String type) throws NamingException {
        Hashtable<String, String> settings = new Hashtable<>();
        settings.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
        settings.put(Context.PROVIDER_URL, "dns://127.0.0.1:" + port);
        settings.put("com.sun.jndi.dns.timeout.initial", "10000");
        DirContext context = new InitialDirContext(settings);
        try {
            Attribute found = context.getAttributes(name, new String[] {type}).get(type);
            return found == null
                    ? List.of()
                    : Collections.list(found.getAll()).stream()
                            .map(String::valueOf)
                            .toList();
        } finally {
            context.close();
        }
    }

    private static Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(30_000);
        socket.connect(new InetSocketAddress(LOOPBACK, port), 30_000);
        return socket;
    }

    private static void assertAnswers(Socket socket) throws IOException {
        socket.getOutputStream().write(framed(QUERY));
        DataInputStream in = new DataInputStream(socket.getInputStream());
        assertThat(in.readNBytes(in.readUnsignedShort())).startsWith(QUERY[0], QUERY[1]);
    }

    /** Whether the other side closes, by whatever way of closing. */
    private static boolean readsEnd(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketException reset) {
            return true;
        }
    }

    private static byte[] framed(byte[] message) {
        byte[] framed = new byte[message.length + 2];
        framed[0] = (byte) (message.length >> 8);
        framed[1] = (byte) message.length;
        System.arraycopy(message, 0, framed, 2, message.length);
        return framed;
    }

    private static byte[] query(String... labels) {
        StringBuilder text = new StringBuilder("\u0012\u0034\0\0\0\1\0\0\0\0\0\0");
        for (String label : labels) {
            text.append((char) label.length()).append(label);
        }
        return text.append("\0\0\1\0\1").toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
