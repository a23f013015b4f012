package io.cameldiscovery.lan;

import io.cameldiscovery.settings.ConfigurationException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one server socket, for error messages when its address or port is unavailable.
 *
 * @param port the setting of the port
 * @param host the setting of the address; null if there is none
 */
public record PortSettings(String port, @Nullable String host) {

    public static PortSettings of(String port) {
        return new PortSettings(port, null);
    }

    public static PortSettings ofHost(String port, String host) {
        return new PortSettings(port, host);
    }

    /** @throws ConfigurationException that says which setting to change */
    public void require(Runnable attempt) {
        get(() -> {
            attempt.run();
            return true;
        });
    }

    /** @throws ConfigurationException that says which setting to change */
    public <T> T get(Supplier<T> attempt) {
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
