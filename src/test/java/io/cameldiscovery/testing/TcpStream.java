package io.cameldiscovery.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/** A TCP connection to a node: lines out, lines back. */
public final class TcpStream implements AutoCloseable {

    private final Socket socket;
    private final BufferedReader lines;

    public TcpStream(InetSocketAddress to) {
        try {
            socket = new Socket(to.getAddress(), to.getPort());
            socket.setSoTimeout(30_000);
            lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    public TcpStream say(String line) {
        try {
            socket.getOutputStream().write((line + "\n").getBytes(ISO_8859_1));
        } catch (IOException closed) {
            // The node may close while it is still being spoken to.
        }
        return this;
    }

    /** The next line; null once the node closed the connection. */
    public @Nullable String hear() {
        try {
            return lines.readLine();
        } catch (SocketException reset) {
            return null;
        } catch (IOException late) {
            throw new UncheckedIOException(late);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException unusual) {
            throw new UncheckedIOException(unusual);
        }
    }
}
