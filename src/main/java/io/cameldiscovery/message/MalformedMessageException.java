package io.cameldiscovery.message;

/** Claims that are not those of any message of this protocol. Has no stack trace: anybody can cause it by a packet. */
public final class MalformedMessageException extends Exception {

    public MalformedMessageException(String message) {
        super(message, null, false, false);
    }
}
