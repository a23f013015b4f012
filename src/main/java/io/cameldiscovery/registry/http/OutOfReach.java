package io.cameldiscovery.registry.http;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.NotSslRecordException;
import io.vertx.core.http.HttpClosedException;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;

/** Explains why a registry did not answer, from the exceptions of the different HTTP libraries. */
public final class OutOfReach {

    private static final int MAX_CAUSES = 20;

    /** The explanation for failures with a matching cause. The first match counts. */
    private record Kind(Predicate<Throwable> like, String words) {}

    private static final List<Kind> KINDS = List.of(
            new Kind(anyOf(UnknownHostException.class, UnresolvedAddressException.class), "no such host"),
            new Kind(
                    OutOfReach::isNoTls,
                    "it speaks no TLS: write http:// instead of https://, or give it a certificate"),
            new Kind(anyOf(CertificateExpiredException.class), "its certificate has expired"),
            new Kind(anyOf(CertificateNotYetValidException.class), "its certificate is not valid yet"),
            new Kind(
                    anyOf(CertPathBuilderException.class, CertPathValidatorException.class),
                    "nobody who is trusted here signed its certificate: name who did in %1$s"),
            new Kind(OutOfReach::isOtherName, "its certificate is for other names than the one in its URL"),
            new Kind(anyOf(CertificateException.class), "its certificate cannot be believed"),
            new Kind(OutOfReach::wantsCertificate, "it wants a certificate that it trusts: name yours in %2$s"),
            new Kind(anyOf(SSLException.class), "no TLS can be agreed on with it"),
            new Kind(
                    anyOf(
                            TimeoutException.class,
                            SocketTimeoutException.class,
                            HttpTimeoutException.class,
                            ConnectTimeoutException.class),
                    "no answer in time"),
            new Kind(OutOfReach::hasNoRoute, "no route to its host"),
            new Kind(anyOf(ConnectException.class), "connection refused"),
            new Kind(
                    OutOfReach::isClosed,
                    "it closed the connection without an answer, as one does that wants https:// and is asked by http://"));

    private OutOfReach() {}

    /**
     * @param authority the setting of the trusted authorities, such as
     *     {@code discovery.registry.authority-file}
     * @param certificate the setting of the client certificate, such as {@code discovery.registry.certificate-file}
     * @return a phrase without a full stop
     */
    public static String because(Throwable failure, String authority, String certificate) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable cause = failure; cause != null && causes.size() < MAX_CAUSES; cause = cause.getCause()) {
            causes.add(cause);
        }
        return KINDS.stream()
                .filter(kind -> causes.stream().anyMatch(kind.like()))
                .findFirst()
                .map(kind -> kind.words().formatted(authority, certificate))
                .orElse("the connection failed");
    }

    private static Predicate<Throwable> anyOf(Class<?>... types) {
        return failure -> Arrays.stream(types).anyMatch(type -> type.isInstance(failure));
    }

    /** Java has no class of its own for it. */
    private static boolean isNoTls(Throwable failure) {
        return failure instanceof NotSslRecordException
                || (failure instanceof SSLException && says(failure, "SSL message"));
    }

    private static boolean isOtherName(Throwable failure) {
        return failure instanceof CertificateException
                && (says(failure, "No subject alternative") || says(failure, "No name matching"));
    }

    /** The alerts about certificates (RFC 8446 section 6.2) that a server sends: they are about the client's. */
    private static boolean wantsCertificate(Throwable failure) {
        return failure instanceof SSLException
                && says(failure, "alert")
                && (says(failure, "certificate") || says(failure, "unknown_ca"));
    }

    private static boolean hasNoRoute(Throwable failure) {
        return failure instanceof NoRouteToHostException
                || (failure instanceof SocketException && says(failure, "unreachable"));
    }

    private static boolean isClosed(Throwable failure) {
        return failure instanceof HttpClosedException
                || failure instanceof EOFException
                || failure instanceof ClosedChannelException
                || (failure instanceof SocketException && says(failure, "reset"));
    }

    private static boolean says(Throwable failure, String text) {
        return failure.getMessage() != null && failure.getMessage().contains(text);
    }
}
