package io.cameldiscovery.lan;

import io.cameldiscovery.settings.ConfigurationException;
import io.cameldiscovery.settings.Settings;
import java.net.InetSocketAddress;
import java.util.Objects;
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

    /**
     * Where a server of theirs listens.
     *
     * @throws ConfigurationException if one of them cannot be used
     */
    public InetSocketAddress address(Settings settings) {
        return address(settings, settings.integer(port, 0, 65535));
    }

    /** The same, of a port that is known. */
    public InetSocketAddress address(Settings settings, int number) {
        return settings.parse(Objects.requireNonNull(host), "a local address, such as 0.0.0.0 or 127.0.0.1", name -> {
            InetSocketAddress address = new InetSocketAddress(name, number);
            if (name.isEmpty() || address.isUnresolved()) {
                throw new IllegalArgumentException("no such host");
            }
            return address;
        });
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
            return host + " = '" + failure.host()
                    + "' is not an address of this host: write one that it has, or 0.0.0.0" + " for all";
        }
        return failure.getMessage() + ": stop the program that has it, or set another " + port;
    }
}
