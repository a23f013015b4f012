package io.cameldiscovery;

import org.apache.camel.main.Main;
import org.jspecify.annotations.Nullable;

/** Closes what a start had opened when the start fails. */
final class StartGuard implements AutoCloseable {

    private final Main camel;
    private @Nullable Wiring wiring;
    private boolean succeeded;

    StartGuard(Main camel) {
        this.camel = camel;
    }

    Wiring closing(Wiring opened) {
        wiring = opened;
        return opened;
    }

    void succeeded() {
        succeeded = true;
    }

    @Override
    public void close() {
        if (!succeeded) {
            camel.stop();
            if (wiring != null) {
                wiring.close();
            }
        }
    }
}
