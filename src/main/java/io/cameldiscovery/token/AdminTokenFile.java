package io.cameldiscovery.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The secret that operators show to a registry, from a file that may be changed while the node runs. Looks at the file
 * once a second at most; while a new version cannot be used, the last good one stays in force. Thread-safe.
 */
public final class AdminTokenFile {

    private static final Logger LOG = LoggerFactory.getLogger(AdminTokenFile.class);
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int MAX_OCTETS = 2048;

    /** What a header can carry as it is (RFC 6750 section 2.1, and a little more). */
    private static final Pattern FORM = Pattern.compile("[\\x21-\\x7e]{32,1024}");

    private static final String ADVICE = "make one with 'openssl rand -hex 32'";

    private final Path path;
    private final LongSupplier nanos;
    private final AtomicLong lastLook;
    private volatile FileStamp stamp;
    private volatile byte[] digest;

    /**
     * @param nanos monotonic time in nanoseconds
     * @throws KeyFileException if the file cannot be used now
     */
    public AdminTokenFile(Path path, LongSupplier nanos) {
        this.path = path;
        this.nanos = nanos;
        this.lastLook = new AtomicLong(nanos.getAsLong());
        this.stamp = FileStamp.of(path);
        this.digest = digest(read(path));
    }

    /**
     * The token in a file: 32 to 1,024 printable ASCII characters, with white space around them or not.
     *
     * @throws KeyFileException if there is no such file, or it holds something else, or others may read it
     */
    public static String read(Path path) {
        try {
            if (FileModes.othersMayRead(path)) {
                throw new KeyFileException(
                        path, "holds a secret that other users may read; run 'chmod 600 " + path + "'");
            }
            String token = Files.size(path) > MAX_OCTETS
                    ? ""
                    : Files.readString(path, UTF_8).strip();
            if (!FORM.matcher(token).matches()) {
                throw new KeyFileException(
                        path, "an admin token is 32 to 1024 printable ASCII characters on one line; " + ADVICE);
            }
            return token;
        } catch (NoSuchFileException missing) {
            throw new KeyFileException(path, "there is no such admin token file; " + ADVICE);
        } catch (IOException unreadable) {
            // The message of a decoder may quote the file, and so the secret.
            throw new KeyFileException(
                    path, "cannot be read (" + unreadable.getClass().getSimpleName() + ")");
        }
    }

    /** Whether this is the token. Takes equally long however much of it is right. */
    public boolean holds(String shown) {
        long now = nanos.getAsLong();
        long last = lastLook.get();
        if (now - last >= PAUSE_NANOS && lastLook.compareAndSet(last, now)) {
            reloadIfChanged();
        }
        return MessageDigest.isEqual(digest, digest(shown));
    }

    private synchronized void reloadIfChanged() {
        FileStamp seen = FileStamp.of(path);
        if (seen.equals(stamp)) {
            return;
        }
        stamp = seen;
        try {
            digest = digest(read(path));
            LOG.info("The admin token is that of the changed {}", path);
        } catch (KeyFileException unusable) {
            LOG.warn("The admin token is still the one of before: {}", unusable.getMessage());
        }
    }

    private static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
