package io.cameldiscovery.node;

import io.cameldiscovery.lan.NoSuchInterfaceException;
import io.cameldiscovery.registry.http.PortTakenException;
import io.cameldiscovery.registry.store.UnusableStoreException;
import io.cameldiscovery.settings.ConfigurationException;
import io.cameldiscovery.token.KeyFileException;
import java.net.BindException;
import java.util.ArrayList;
import java.util.List;

/** Turns what kept a node from starting into one line for its operator. */
public final class StartFailure {

    private static final String OTHER_PORT = ": stop the program that has it, or set another discovery.lan.port,"
            + " discovery.lan.unicast-port, discovery.registry.port, discovery.registry.dns.port or"
            + " discovery.management.port";

    private StartFailure() {}

    public static ConfigurationException explain(Exception failure) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable cause = failure; cause != null && causes.size() < 20; cause = cause.getCause()) {
            causes.add(cause);
        }
        for (Throwable cause : causes) {
            if (cause instanceof ConfigurationException explained) {
                return explained;
            }
            if (cause instanceof NoSuchInterfaceException
                    || cause instanceof KeyFileException
                    || cause instanceof PortTakenException
                    || cause instanceof UnusableStoreException) {
                return new ConfigurationException(oneLine(cause), failure);
            }
            if (cause instanceof BindException) {
                return new ConfigurationException("a port is in use (" + oneLine(cause) + ")" + OTHER_PORT, failure);
            }
        }
        Throwable root = causes.get(causes.size() - 1);
        String outer = oneLine(causes.get(0));
        String inner = oneLine(root);
        return new ConfigurationException(
                "the routes or settings cannot be used: " + (outer.contains(inner) ? outer : outer + ": " + inner),
                failure);
    }

    private static String oneLine(Throwable cause) {
        String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return message.replaceAll("\\s+", " ").strip();
    }
}
