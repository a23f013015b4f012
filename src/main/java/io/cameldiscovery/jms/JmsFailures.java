package io.cameldiscovery.jms;

import jakarta.jms.InvalidClientIDException;
import jakarta.jms.InvalidClientIDRuntimeException;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.JMSSecurityRuntimeException;

/** The two families of JMS exceptions, checked ones of connections and unchecked ones of contexts, as one. */
final class JmsFailures {

    private JmsFailures() {}

    static JMSException jms(String message, Throwable cause) {
        JMSException failure = new JMSException(message);
        failure.initCause(cause);
        return failure;
    }

    /** The same line, for callers of JMS. */
    static JMSException jms(Throwable cause) {
        return jms(String.valueOf(cause.getMessage()), cause);
    }

    /** Whether the broker was there, but refused who asked: that says nothing against its address. */
    static boolean isRefusal(JMSException failure) {
        return failure instanceof JMSSecurityException || failure instanceof InvalidClientIDException;
    }

    static JMSException checked(JMSRuntimeException failure) {
        JMSException same;
        if (failure instanceof JMSSecurityRuntimeException) {
            same = new JMSSecurityException(failure.getMessage(), failure.getErrorCode());
        } else if (failure instanceof InvalidClientIDRuntimeException) {
            same = new InvalidClientIDException(failure.getMessage(), failure.getErrorCode());
        } else {
            same = new JMSException(failure.getMessage(), failure.getErrorCode());
        }
        same.initCause(failure);
        return same;
    }

    static JMSRuntimeException unchecked(JMSException failure) {
        if (failure instanceof JMSSecurityException) {
            return new JMSSecurityRuntimeException(failure.getMessage(), failure.getErrorCode(), failure);
        }
        if (failure instanceof InvalidClientIDException) {
            return new InvalidClientIDRuntimeException(failure.getMessage(), failure.getErrorCode(), failure);
        }
        return new JMSRuntimeException(failure.getMessage(), failure.getErrorCode(), failure);
    }
}
