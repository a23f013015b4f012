package io.cameldiscovery.registry.http;

import io.vertx.core.net.TCPSSLOptions;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;

/**
 * What TLS is spoken with: versions 1.2 and 1.3, and of their suites those alone whose keys nobody can find later, whatever
 * else gets known, and whose ciphers authenticate what they encrypt (RFC 9325 section 4.2).
 */
final class TlsSuites {

    private static final List<String> VERSIONS = List.of("TLSv1.3", "TLSv1.2");

    /** All of TLS 1.3 are like that (RFC 8446). */
    private static final List<String> SUITES = List.of(
            "TLS_AES_256_GCM_SHA384",
            "TLS_AES_128_GCM_SHA256",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private TlsSuites() {}

    /** @throws IllegalStateException if this Java has none of them */
    static void applyTo(TCPSSLOptions options) {
        options.setEnabledSecureTransportProtocols(new LinkedHashSet<>(VERSIONS));
        Set<String> known = known();
        List<String> used = SUITES.stream().filter(known::contains).toList();
        if (used.isEmpty()) {
            throw new IllegalStateException("this Java has no suite for TLS with forward secrecy: " + known);
        }
        used.forEach(options::addEnabledCipherSuite);
    }

    /** Some providers leave out a cipher. */
    private static Set<String> known() {
        try {
            return Set.copyOf(Arrays.asList(
                    SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites()));
        } catch (NoSuchAlgorithmException none) {
            throw new IllegalStateException("this Java has no TLS", none);
        }
    }
}
