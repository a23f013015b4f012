package io.cameldiscovery.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** HTTP servers on the loopback interface, each of which answers its name, the path, and what it was sent. */
public final class HttpServers implements AutoCloseable {

    private final Map<String, HttpServer> servers = new TreeMap<>();

    public HttpServers(String... names) {
        this("127.0.0.1", names);
    }

    private HttpServers(String host, String... names) {
        for (String name : names) {
            servers.put(name, serve(host, name));
        }
    }

    public static HttpServers onIpv6(String... names) {
        return new HttpServers("::1", names);
    }

    /** Whether the loopback interface has an IPv6 address. */
    public static boolean haveIpv6() {
        try {
            return NetworkInterface.getByInetAddress(InetAddress.getByName("::1")) != null;
        } catch (IOException none) {
            return false;
        }
    }

    /** Such as {@code http://127.0.0.1:46529/}. */
    public String uri(String name) {
        InetSocketAddress address = servers.get(name).getAddress();
        String host = address.getAddress() instanceof Inet6Address ? "[::1]" : "127.0.0.1";
        return "http://" + host + ":" + address.getPort() + "/";
    }

    private static HttpServer serve(String host, String name) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(host, 0), 0);
            server.createContext("/", exchange -> answer(name, exchange));
            server.start();
            return server;
        } catch (IOException unusual) {
            throw new UncheckedIOException(unusual);
        }
    }

    private static void answer(String name, HttpExchange exchange) throws IOException {
        String sent = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String answer = name + " " + exchange.getRequestURI() + (sent.isEmpty() ? "" : " " + sent);
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        servers.values().forEach(server -> server.stop(0));
    }
}
