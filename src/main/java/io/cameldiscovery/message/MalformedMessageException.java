package io.cameldiscovery.message;

/** The claims make no message of this protocol. Has no stack trace, since any packet can cause it. */
public final class MalformedMessageException extends Exception {

    MalformedMessageException(String message) {
        super(message, null, false, false);
    }
}
