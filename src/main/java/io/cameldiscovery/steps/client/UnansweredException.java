package io.cameldiscovery.steps.client;

/** Nobody answered a query yet; redelivery asks again. No stack trace: it is part of the flow. */
public final class UnansweredException extends Exception {

    public UnansweredException(String message) {
        super(message, null, false, false);
    }
}
