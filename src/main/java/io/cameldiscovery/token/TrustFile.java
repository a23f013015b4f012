package io.cameldiscovery.token;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** The trusted keys of a file that may be changed while the node runs ({@link Reloaded}). Thread-safe. */
public final class TrustFile implements Supplier<TrustedKeys> {

    private final Reloaded<TrustedKeys> keys;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private TrustedKeys last;

    /** Called for every change, on the thread that notices it; must not block. */
    @FunctionalInterface
    public interface Listener {
        void changed(TrustedKeys before, TrustedKeys after);
    }

    /**
     * @param nanos monotonic time in nanoseconds
     * @throws KeyFileException if the file cannot be used now
     */
    public TrustFile(Path path, LongSupplier nanos) {
        this.keys =
                new Reloaded<>(List.of(path), () -> TrustedKeys.load(path), TrustedKeys::inWords, nanos, this::tell);
        this.last = keys.get();
    }

    public void onChange(Listener listener) {
        listeners.add(listener);
    }

    private synchronized void tell(TrustedKeys after) {
        TrustedKeys before = last;
        last = after;
        listeners.forEach(listener -> listener.changed(before, after));
    }

    /** The keys of the newest version that could be used. */
    public TrustedKeys current() {
        return keys.get();
    }

    @Override
    public TrustedKeys get() {
        return current();
    }
}
