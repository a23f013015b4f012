package io.cameldiscovery.component;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.http.base.HttpOperationFailedException;

/**
 * Which failures of a call speak against the address that was called, and which are the message's own. Told by class name,
 * so that no library needs to be there.
 */
final class CallFailures {

    private static final Set<Integer> UNAVAILABLE = Set.of(502, 503, 504);
    private static final int MAX_CAUSES = 20;

    private final Set<String> names;

    /**
     * @param names fully qualified class names of exceptions, separated by commas; subclasses count too
     * @throws IllegalArgumentException if one is not fully qualified
     */
    CallFailures(String names) {
        this.names = Arrays.stream(names.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
        for (String name : this.names) {
            if (name.indexOf('.') < 0) {
                throw new IllegalArgumentException(
                        "ejectOn names '" + name + "': write the whole class name, such as java.io.IOException");
            }
        }
    }

    /** Whether the failure or one of its causes is of a kind that was named, or an HTTP status that says "not now". */
    boolean speakAgainst(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
            if (isNamed(cause) || isUnavailable(cause)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    private boolean isNamed(Throwable failure) {
        for (Class<?> type = failure.getClass(); type != null; type = type.getSuperclass()) {
            if (names.contains(type.getName())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isUnavailable(Throwable failure) {
        return failure instanceof HttpOperationFailedException http && UNAVAILABLE.contains(http.getStatusCode());
    }
}
