package io.cameldiscovery.registry.etcd;

import io.etcd.jetcd.common.exception.EtcdException;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A failed request to etcd. */
final class EtcdFailure extends Exception {

    private static final String LEASE_NOT_FOUND = "requested lease not found";
    private static final String COMPACTED = "has been compacted";

    private final Status.Code code;

    private EtcdFailure(Status.Code code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    /** No request was sent. */
    static EtcdFailure outOfReach() {
        return new EtcdFailure(Status.Code.UNAVAILABLE, "etcd cannot be written to");
    }

    /** Waits for an answer; past the limit something is wrong with the client itself. */
    static <T> T answer(CompletableFuture<T> request, Duration limit) throws EtcdFailure {
        try {
            return request.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | CompletionException failure) {
            throw of(failure.getCause() == null ? failure : failure.getCause());
        } catch (TimeoutException | CancellationException failure) {
            throw new EtcdFailure(Status.Code.DEADLINE_EXCEEDED, "no answer");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new EtcdFailure(Status.Code.CANCELLED, "interrupted");
        }
    }

    static EtcdFailure of(Throwable failure) {
        if (failure instanceof EtcdFailure same) {
            return same;
        }
        Throwable cause = failure;
        while (isWrapper(cause) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        Status.Code code = code(cause);
        String message = String.valueOf(cause.getMessage()).replaceAll("\\s+", " ");
        return new EtcdFailure(code, code == Status.Code.DEADLINE_EXCEEDED ? "no answer in time" : message);
    }

    /** As jetcd wraps what kept it from fetching an access token. */
    private static boolean isWrapper(Throwable failure) {
        return failure instanceof CompletionException || code(failure) == Status.Code.UNAUTHENTICATED;
    }

    private static Status.Code code(Throwable failure) {
        return failure instanceof EtcdException etcd
                ? Status.Code.valueOf(etcd.getErrorCode().name())
                : Status.fromThrowable(failure).getCode();
    }

    /** Whether a retry may help. */
    boolean mayPass() {
        return !isOfThisWrite() && !isOfAccess();
    }

    /** Whether only this write was rejected. */
    boolean isOfThisWrite() {
        return code == Status.Code.INVALID_ARGUMENT && !isOfAccess();
    }

    /** Whether authentication failed or a permission is missing. */
    boolean isOfAccess() {
        String message = String.valueOf(getMessage());
        return code == Status.Code.PERMISSION_DENIED
                || message.contains("authentication failed")
                || message.contains("user name is empty")
                || message.contains("permission denied");
    }

    /** Whether no member answered. */
    boolean isOfConnection() {
        return code == Status.Code.UNAVAILABLE || code == Status.Code.DEADLINE_EXCEEDED || code == Status.Code.UNKNOWN;
    }

    boolean isMissingLease() {
        return String.valueOf(getMessage()).contains(LEASE_NOT_FOUND);
    }

    boolean isCompaction() {
        return String.valueOf(getMessage()).contains(COMPACTED);
    }
}
