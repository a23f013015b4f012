package io.cameldiscovery.tls;

import io.cameldiscovery.token.Reloaded;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log when files of TLS changed, and tells who has to know. */
record ReloadLog<T>(String what, Path file, Runnable told) implements Reloaded.Listener<T> {

    private static final Logger LOG = LoggerFactory.getLogger(ReloadLog.class);

    @Override
    public void changed(T value) {
        LOG.info("Using the {} of the changed {}", what, file);
        told.run();
    }

    @Override
    public void unusable(T still, RuntimeException why) {
        LOG.warn("Still using the {} of before: {}", what, why.getMessage());
    }
}
