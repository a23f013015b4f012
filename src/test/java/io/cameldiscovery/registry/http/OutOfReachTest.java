package io.cameldiscovery.registry.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ConnectTimeoutException;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What cannot be brought about on the loopback interface; the rest is in RegistryReasonsTest and DrainCommandTest. */
class OutOfReachTest {

    static Stream<Arguments> failures() {
        return Stream.of(
                failure(new UnknownHostException("registry.example"), "no such host"),
                failure(caused(new ConnectException(), new UnresolvedAddressException()), "no such host"),
                failure(caused(new ConnectException(), new ClosedChannelException()), "connection refused"),
                failure(new NoRouteToHostException("No route to host"), "no route to its host"),
                failure(new ConnectException("Network is unreachable"), "no route to its host"),
                failure(new ConnectTimeoutException("connection timed out"), "no answer in time"),
                failure(
                        caused(new HttpConnectTimeoutException("HTTP connect timed out"), new ConnectException()),
                        "no answer in time"),
                failure(
                        caused(new SSLHandshakeException("PKIX"), new CertificateExpiredException("NotAfter: ...")),
                        "its certificate has expired"),
                failure(
                        caused(
                                new SSLHandshakeException("PKIX"),
                                new CertificateNotYetValidException("NotBefore: ...")),
                        "its certificate is not valid yet"),
                failure(
                        caused(new SSLHandshakeException("x"), new CertPathValidatorException("sun.security.x")),
                        "nobody who is trusted here signed its certificate: name who did in the.file"),
                failure(
                        caused(new SSLHandshakeException("x"), new CertificateException("sun.security.x")),
                        "its certificate cannot be believed"),
                failure(
                        new SSLException("Received fatal alert: bad_certificate"),
                        "it wants a certificate that it trusts: name yours in your.file"),
                failure(new SSLException("Received fatal alert: protocol_version"), "no TLS can be agreed on with it"),
                failure(
                        caused(new IOException("HTTP/1.1 header parser received no bytes"), new EOFException("EOF")),
                        "it closed the connection without an answer, as one does that wants https:// and is asked by"
                                + " http://"),
                failure(
                        new SocketException("Connection reset"),
                        "it closed the connection without an answer, as one does that wants https:// and is asked by"
                                + " http://"),
                failure(new IllegalStateException("io.vertx.core.Odd: odd"), "the connection failed"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void tellsWhyNoAnswerCame(Throwable failure, String words) {
        assertThat(OutOfReach.because(failure, "the.file", "your.file")).isEqualTo(words);
        assertThat(OutOfReach.because(new IllegalStateException("wrapped", failure), "the.file", "your.file"))
                .isEqualTo(words);
    }

    private static Arguments failure(Throwable failure, String words) {
        return Arguments.of(failure, words);
    }

    private static Throwable caused(Throwable failure, Throwable cause) {
        return failure.initCause(cause);
    }
}
