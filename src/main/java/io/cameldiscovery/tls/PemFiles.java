package io.cameldiscovery.tls;

import io.cameldiscovery.token.FileModes;
import io.cameldiscovery.token.KeyFileException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads PEM files (RFC 7468): certificates, and keys as PKCS #8 without a password. */
final class PemFiles {

    /** The alias of the key in an identity store. */
    static final String ALIAS = "node";

    private static final long LARGEST_FILE = 1024 * 1024;
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final char[] NO_PASSWORD = new char[0];

    private PemFiles() {}

    /** One or more, in the order of the file. */
    static List<X509Certificate> certificates(Path file) {
        try {
            List<X509Certificate> certificates =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(read(file)))
                            .stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (!certificates.isEmpty()) {
                return certificates;
            }
        } catch (CertificateException malformed) {
            // Reported below.
        }
        throw new KeyFileException(file, "holds no certificates in PEM form");
    }

    /** A key store with the key and its certificates; its password is empty. */
    static KeyStore identity(Path certificateFile, Path keyFile) {
        List<X509Certificate> chain = certificates(certificateFile);
        PrivateKey key = key(keyFile);
        try {
            if (!belongTogether(key, chain.get(0).getPublicKey())) {
                throw new KeyFileException(keyFile, "is not the key of the first certificate in " + certificateFile);
            }
            KeyStore store = emptyStore();
            store.setKeyEntry(ALIAS, key, NO_PASSWORD, chain.toArray(X509Certificate[]::new));
            return store;
        } catch (GeneralSecurityException | IOException unusable) {
            throw new KeyFileException(keyFile, "cannot be used with " + certificateFile + ": " + unusable);
        }
    }

    /** A trust store with these certificates. */
    static KeyStore authority(Path file) {
        List<X509Certificate> certificates = certificates(file);
        try {
            KeyStore store = emptyStore();
            for (int i = 0; i < certificates.size(); i++) {
                store.setCertificateEntry("authority-" + i, certificates.get(i));
            }
            return store;
        } catch (GeneralSecurityException | IOException unusable) {
            throw new KeyFileException(file, "cannot be used: " + unusable);
        }
    }

    static char[] password() {
        return NO_PASSWORD.clone();
    }

    private static PrivateKey key(Path file) {
        Matcher pem = KEY.matcher(new String(read(file), StandardCharsets.ISO_8859_1));
        try {
            if (FileModes.othersMayRead(file)) {
                throw new KeyFileException(
                        file, "holds a secret that other users may read; run 'chmod 600 " + file + "'");
            }
            if (pem.find()) {
                byte[] encoded = Base64.getMimeDecoder().decode(pem.group(1));
                for (String algorithm : List.of("EC", "RSA", "EdDSA")) {
                    Optional<PrivateKey> key = key(algorithm, encoded);
                    if (key.isPresent()) {
                        return key.get();
                    }
                }
            }
        } catch (IOException | IllegalArgumentException unreadable) {
            // Reported below, without quoting the file.
        }
        throw new KeyFileException(
                file,
                "holds no usable key: convert it to PKCS #8 without a password"
                        + " (openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW)");
    }

    private static Optional<PrivateKey> key(String algorithm, byte[] encoded) {
        try {
            return Optional.of(KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded)));
        } catch (GeneralSecurityException another) {
            return Optional.empty();
        }
    }

    private static boolean belongTogether(PrivateKey key, PublicKey certified) throws GeneralSecurityException {
        if (!key.getAlgorithm().equals(certified.getAlgorithm())) {
            return false;
        }
        String algorithm =
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> key.getAlgorithm();
                };
        byte[] text = {1, 2, 3};
        Signature signing = Signature.getInstance(algorithm);
        signing.initSign(key);
        signing.update(text);
        Signature checking = Signature.getInstance(algorithm);
        checking.initVerify(certified);
        checking.update(text);
        return checking.verify(signing.sign());
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }

    private static byte[] read(Path file) {
        try {
            if (Files.size(file) > LARGEST_FILE) {
                throw new KeyFileException(file, "too large for a PEM file");
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException missing) {
            throw new KeyFileException(file, "there is no such file");
        } catch (IOException unreadable) {
            throw KeyFileException.unreadable(file, unreadable);
        }
    }
}
