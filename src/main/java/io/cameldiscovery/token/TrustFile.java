package io.cameldiscovery.token;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The trusted keys of a file that may be changed while the node runs. Looks at the file once a second at most; while a
 * new version cannot be used, the last good one stays in force. Thread-safe.
 */
public final class TrustFile implements Supplier<TrustedKeys> {

    private static final Logger LOG = LoggerFactory.getLogger(TrustFile.class);
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Path path;
    private final LongSupplier nanos;
    private final AtomicLong lastLook;
    private volatile Stamp stamp;
    private volatile TrustedKeys keys;

    /**
     * @param nanos monotonic time in nanoseconds
     * @throws KeyFileException if the file cannot be used now
     */
    public TrustFile(Path path, LongSupplier nanos) {
        this.path = path;
        this.nanos = nanos;
        this.lastLook = new AtomicLong(nanos.getAsLong());
        this.stamp = Stamp.of(path);
        this.keys = TrustedKeys.load(path);
    }

    /** The keys of the newest version that could be used. */
    public TrustedKeys current() {
        long now = nanos.getAsLong();
        long last = lastLook.get();
        if (now - last >= PAUSE_NANOS && lastLook.compareAndSet(last, now)) {
            reloadIfChanged();
        }
        return keys;
    }

    @Override
    public TrustedKeys get() {
        return current();
    }

    private synchronized void reloadIfChanged() {
        Stamp seen = Stamp.of(path);
        if (seen.equals(stamp)) {
            return;
        }
        stamp = seen;
        try {
            keys = TrustedKeys.load(path);
            LOG.info("Trusting the {} keys of the changed {}", keys.size(), path);
        } catch (KeyFileException unusable) {
            LOG.warn("Still trusting the {} keys of before: {}", keys.size(), unusable.getMessage());
        }
    }

    /** What tells two versions of the file apart without reading it; all null when there is no file. */
    private record Stamp(
            @Nullable FileTime modified,
            long size,
            @Nullable Object inode,
            Set<PosixFilePermission> modes) {

        static Stamp of(Path path) {
            try {
                BasicFileAttributes seen = attributes(path);
                Set<PosixFilePermission> modes =
                        seen instanceof PosixFileAttributes posix ? posix.permissions() : Set.of();
                return new Stamp(seen.lastModifiedTime(), seen.size(), seen.fileKey(), modes);
            } catch (IOException missing) {
                return new Stamp(null, 0, null, Set.of());
            }
        }

        private static BasicFileAttributes attributes(Path path) throws IOException {
            PosixFileAttributeView posix = Files.getFileAttributeView(path, PosixFileAttributeView.class);
            return posix == null ? Files.readAttributes(path, BasicFileAttributes.class) : posix.readAttributes();
        }
    }
}
