package io.cameldiscovery.token;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
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
    private volatile FileStamp stamp;
    private volatile TrustedKeys keys;

    /**
     * @param nanos monotonic time in nanoseconds
     * @throws KeyFileException if the file cannot be used now
     */
    public TrustFile(Path path, LongSupplier nanos) {
        this.path = path;
        this.nanos = nanos;
        this.lastLook = new AtomicLong(nanos.getAsLong());
        this.stamp = FileStamp.of(path);
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
        FileStamp seen = FileStamp.of(path);
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
}
