package io.cameldiscovery.registry.lookup;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;

/** A client of server-sent events that reads only when it is told to. */
public final class EventReader implements AutoCloseable {

    record Event(String name, String id, String data) {}

    private final Socket socket = new Socket();
    private final BufferedReader in;
    private final String status;

    public EventReader(int port, String path, String... headers) throws IOException {
        socket.setReceiveBufferSize(16 * 1024);
        socket.setSoTimeout(30_000);
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        String request = "GET " + path + " HTTP/1.1\r\nHost: registry\r\n"
                + String.join(
                        "", Arrays.stream(headers).map(line -> line + "\r\n").toList())
                // Behind others of the name, of which the first counts.
                + "Accept: text/event-stream\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(UTF_8));
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
        status = in.readLine();
        String line = in.readLine();
        while (line != null && !line.isEmpty()) {
            line = in.readLine();
        }
    }

    public String status() {
        return status;
    }

    /** The next event, without comments. */
    Event next() throws IOException {
        String name = "";
        String id = "";
        String data = "";
        while (true) {
            String line = line();
            if (line.startsWith("event: ")) {
                name = line.substring(7);
            } else if (line.startsWith("id: ")) {
                id = line.substring(4);
            } else if (line.startsWith("data: ")) {
                data = line.substring(6);
            } else if (line.isEmpty() && !data.isEmpty()) {
                return new Event(name, id, data);
            }
        }
    }

    String comment() throws IOException {
        String line = line();
        while (!line.startsWith(":")) {
            line = line();
        }
        return line;
    }

    /** Whether the last chunk came, and then the connection ended. */
    boolean isAtItsEnd() throws IOException {
        String line = in.readLine();
        while (line != null && !line.equals("0")) {
            line = in.readLine();
        }
        return line != null;
    }

    /** The next line within a chunk; each event here is within one. */
    private String line() throws IOException {
        String line = in.readLine();
        if (line == null) {
            throw new IOException("the stream has ended");
        }
        return line.matches("[0-9a-f]{1,8}") ? line() : line;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
