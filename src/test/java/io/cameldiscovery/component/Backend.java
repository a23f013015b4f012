package io.cameldiscovery.component;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A server that does the work behind an endpoint, and may be killed and come back at the same port. */
final class Backend implements AutoCloseable {

    private final AtomicInteger requests = new AtomicInteger();
    private final int port;
    private volatile int status = 200;
    private @Nullable HttpServer server;

    Backend() {
        this.port = listen(0);
    }

    String uri() {
        return "http://127.0.0.1:" + port + "/";
    }

    int requests() {
        return requests.get();
    }

    /** What it answers from now on. */
    void answer(int code) {
        status = code;
    }

    void comeBack() {
        listen(port);
    }

    void die() {
        if (server != null) {
            server.stop(0);
            server = null;
        }
    }

    @Override
    public void close() {
        die();
    }

    private int listen(int wanted) {
        try {
            HttpServer listening =
                    HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted), 0);
            listening.createContext("/", exchange -> {
                exchange.getRequestBody().readAllBytes();
                requests.incrementAndGet();
                exchange.sendResponseHeaders(status, -1);
                exchange.close();
            });
            listening.start();
            server = listening;
            return listening.getAddress().getPort();
        } catch (IOException taken) {
            throw new UncheckedIOException(taken);
        }
    }
}
