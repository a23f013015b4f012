package io.cameldiscovery.settings;

/** A setting, a file or a port that keeps the node from starting. The message is one line that says what to change. */
public final class ConfigurationException extends RuntimeException {

    public ConfigurationException(String message) {
        super(message);
    }

    public ConfigurationException(String message, Throwable cause) {
        super(message, cause);
    }
}
