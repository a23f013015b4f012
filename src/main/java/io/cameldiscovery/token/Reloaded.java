package io.cameldiscovery.token;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What is read from files that may be changed while the node runs. Looks at them once a second at most, and only when
 * asked; while a new version cannot be used, the last good one stays in force. Thread-safe.
 */
public final class Reloaded<T> implements Supplier<T> {

    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Hears of every change of the files. */
    public interface Listener<T> {

        /** This is in force now. */
        void changed(T value);

        /** The files have changed but cannot be used; this stays in force. */
        void unusable(T still, RuntimeException why);
    }

    private final List<Path> files;
    private final Supplier<T> read;
    private final LongSupplier nanos;
    private final Listener<T> listener;
    private final AtomicLong lastLook;
    private volatile List<FileStamp> stamps;
    private volatile T value;

    /**
     * @param read what the files say now, or a {@link RuntimeException} whose message says what is wrong with them; the
     *     one that it throws here is passed on
     * @param nanos monotonic time in nanoseconds
     */
    public Reloaded(List<Path> files, Supplier<T> read, LongSupplier nanos, Listener<T> listener) {
        this.files = List.copyOf(files);
        this.read = read;
        this.nanos = nanos;
        this.listener = listener;
        this.lastLook = new AtomicLong(nanos.getAsLong());
        this.stamps = stamps();
        this.value = read.get();
    }

    /** What the newest version says that could be used. */
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
            listener.unusable(value, unusable);
            return;
        }
        listener.changed(value);
    }

    private List<FileStamp> stamps() {
        return files.stream().map(FileStamp::of).toList();
    }
}
