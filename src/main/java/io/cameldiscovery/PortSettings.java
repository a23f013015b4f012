package io.cameldiscovery;

import io.cameldiscovery.lan.PortUnavailableException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one socket, asked for before anything listens there, and named when it cannot be had.
 *
 * @param port of its port
 * @param host of its address; null if that is not for the operator to choose
 */
record PortSettings(String port, @Nullable String host) {

    static PortSettings of(String port) {
        return new PortSettings(port, null);
    }

    static PortSettings ofHost(String port, String host) {
        return new PortSettings(port, host);
    }

    /** @throws ConfigurationException that says which setting to change */
    void require(Runnable attempt) {
        get(() -> {
            attempt.run();
            return true;
        });
    }

    /** @throws ConfigurationException that says which setting to change */
    <T> T get(Supplier<T> attempt) {
        try {
            return attempt.get();
        } catch (PortUnavailableException failure) {
            throw new ConfigurationException(explained(failure), failure);
        }
    }

    private String explained(PortUnavailableException failure) {
        if (host != null && !failure.isAtThisHost()) {
            return host + " = '" + failure.host() + "' is no address of this host: write one that it has, or 0.0.0.0"
                    + " for all";
        }
        return failure.getMessage() + ": stop the program that has it, or set another " + port;
    }
}
