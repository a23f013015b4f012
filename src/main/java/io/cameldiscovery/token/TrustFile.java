package io.cameldiscovery.token;

import java.nio.file.Path;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The trusted keys of a file that may be changed while the node runs ({@link Reloaded}). Thread-safe. */
public final class TrustFile implements Supplier<TrustedKeys> {

    private static final Logger LOG = LoggerFactory.getLogger(TrustFile.class);

    private final Reloaded<TrustedKeys> keys;

    /**
     * @param nanos monotonic time in nanoseconds
     * @throws KeyFileException if the file cannot be used now
     */
    public TrustFile(Path path, LongSupplier nanos) {
        this.keys = new Reloaded<>(List.of(path), () -> TrustedKeys.load(path), nanos, new Changes(path));
    }

    /** The keys of the newest version that could be used. */
    public TrustedKeys current() {
        return keys.get();
    }

    @Override
    public TrustedKeys get() {
        return current();
    }

    private record Changes(Path path) implements Reloaded.Listener<TrustedKeys> {

        @Override
        public void changed(TrustedKeys keys) {
            LOG.info("Trusting the {} keys of the changed {}", keys.size(), path);
        }

        @Override
        public void unusable(TrustedKeys still, RuntimeException why) {
            LOG.warn("Still trusting the {} keys of before: {}", still.size(), why.getMessage());
        }
    }
}
