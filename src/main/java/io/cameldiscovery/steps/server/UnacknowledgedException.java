package io.cameldiscovery.steps.server;

/** Nobody acknowledged an answer yet; redelivery sends it again. No stack trace: it is part of the flow. */
public final class UnacknowledgedException extends Exception {

    public UnacknowledgedException(String message) {
        super(message, null, false, false);
    }
}
