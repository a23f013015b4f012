package io.cameldiscovery.token;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A value read from files that may be changed while the node runs. Checks the files at most once a second, and only
 * when the value is asked for. While a new version cannot be used, the last good value stays in use. Thread-safe.
 */
public final class Reloaded<T> implements Supplier<T> {

    private static final Logger LOG = LoggerFactory.getLogger(Reloaded.class);
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final List<Path> files;
    private final Supplier<T> read;
    private final Function<T, String> inWords;
    private final LongSupplier nanos;
    private final Consumer<T> changed;
    private final AtomicLong lastLook;
    private volatile List<FileStamp> stamps;
    private volatile T value;

    /**
     * @param read reads the files, or throws a {@link RuntimeException} whose message says what is wrong with them; the
     *     constructor passes that on
     * @param inWords names the value in the log, such as "3 trusted keys"
     * @param nanos monotonic time in nanoseconds
     * @param changed runs after each reload
     */
    public Reloaded(
            List<Path> files, Supplier<T> read, Function<T, String> inWords, LongSupplier nanos, Consumer<T> changed) {
        this.files = List.copyOf(files);
        this.read = read;
        this.inWords = inWords;
        this.nanos = nanos;
        this.changed = changed;
        this.lastLook = new AtomicLong(nanos.getAsLong());
        this.stamps = stamps();
        this.value = read.get();
    }

    /** The newest usable value. */
    @Override
    public T get() {
        long now = nanos.getAsLong();
        long last = lastLook.get();
        if (now - last >= PAUSE_NANOS && lastLook.compareAndSet(last, now)) {
            reloadIfChanged();
        }
        return value;
    }

    private synchronized void reloadIfChanged() {
        List<FileStamp> seen = stamps();
        if (seen.equals(stamps)) {
            return;
        }
        stamps = seen;
        try {
            value = read.get();
        } catch (RuntimeException unusable) {
            LOG.warn("Keeping the previous {}: {}", inWords.apply(value), unusable.getMessage());
            return;
        }
        LOG.info("Reloaded {}: {}", files.get(0), inWords.apply(value));
        changed.accept(value);
    }

    private List<FileStamp> stamps() {
        return files.stream().map(FileStamp::of).toList();
    }
}
