package io.cameldiscovery.registry.etcd;

import static io.cameldiscovery.registry.Samples.stored;
import static io.cameldiscovery.testing.Eventually.eventually;
import static io.cameldiscovery.testing.Eventually.still;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cameldiscovery.registry.store.Drain;
import io.cameldiscovery.registry.store.SharedLeaseStoreContract.Heard;
import io.cameldiscovery.registry.store.UnusableStoreException;
import io.cameldiscovery.testing.EtcdCluster;
import io.cameldiscovery.testing.LogOf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An etcd that asks for a certificate, or for user and password. */
class EtcdAccessIT {

    @TempDir
    private Path folder;

    @Test
    void comesInByCertificateAndOnlyTrustsItsOwnAuthority() throws Exception {
        Path certificate = makeCertificate("node");
        Path key = folder.resolve("node.key");
        Path stranger = makeCertificate("stranger");
        try (EtcdCluster etcd = EtcdCluster.start(folder, 1, tls(certificate, key))) {
            try (EtcdLeaseStore store = open(etcd, null, null, certificate, certificate, key)) {
                store.save(stored("orders", "a", 1)).join();
                assertThat(store.load()).containsExactly(stored("orders", "a", 1));
            }
            try (EtcdLeaseStore store = open(etcd, null, null, stranger, certificate, key)) {
                assertThatThrownBy(store::load).isInstanceOf(UnusableStoreException.class);
            }
            try (EtcdLeaseStore store = open(etcd, null, null, certificate, null, null)) {
                assertThatThrownBy(store::load)
                        .isInstanceOf(UnusableStoreException.class)
                        .hasMessageContainingAll("authority-file", "certificate-file");
            }
            assertThatThrownBy(() -> open(etcd, null, null, key, certificate, key))
                    .isInstanceOf(UnusableStoreException.class)
                    .hasMessageContaining("PEM");
        }
    }

    @Test
    void comesInByUserAndPasswordWithTheRightToItsPrefixAlone() {
        try (EtcdCluster etcd = EtcdCluster.start(folder, 1)) {
            etcd.leader();
            etcd.ctl("user", "add", "root:secret");
            etcd.ctl("user", "grant-role", "root", "root");
            etcd.ctl("role", "add", "registry");
            etcd.ctl("role", "grant-permission", "registry", "--prefix=true", "readwrite", "access/v1/");
            etcd.ctl("user", "add", "registry:pass word");
            etcd.ctl("user", "add", "other:other");
            etcd.ctl("user", "grant-role", "registry", "registry");
            assertThat(etcd.ctl("auth", "enable")).contains("Enabled");

            try (EtcdLeaseStore store = open(etcd, "registry", "pass word", null, null, null)) {
                assertThat(store.load()).isEmpty();
                store.save(stored("orders", "a", 1)).join();
                store.save(stored("orders", "a", 2)).join();
                assertThat(store.load()).containsExactly(stored("orders", "a", 2));
                Heard heard = new Heard();
                store.watch(heard);
                store.save(stored("orders", "b", 1)).join();
                eventually(() -> assertThat(heard.changes).contains("saved b 1.1"));

                // What lets a client in is forgotten, and has to be asked for again.
                etcd.killAll();
                etcd.startAll();
                eventually(
                        () -> assertThat(store.save(stored("orders", "c", 1))).succeedsWithin(Duration.ofSeconds(10)));
                eventually(() -> assertThat(heard.changes).contains("saved c 1.1"));
                store.remove(List.of(stored("orders", "a", 2).key())).join();
                eventually(() -> assertThat(heard.changes).contains("removed a 1.2"));
            }
            assertRefused(etcd, "registry", "wrong");
            assertRefused(etcd, "other", "other");
            assertRefused(etcd, null, null);
        }
    }

    @Test
    void isOutOfReachForAsLongAsItsUserMayOnlyRead() {
        try (EtcdCluster etcd = EtcdCluster.start(folder, 1);
                LogOf log = LogOf.infoAndAbove("io.cameldiscovery.registry.etcd")) {
            etcd.leader();
            etcd.ctl("user", "add", "root:secret");
            etcd.ctl("user", "grant-role", "root", "root");
            etcd.ctl("role", "add", "registry");
            etcd.ctl("role", "grant-permission", "registry", "--prefix=true", "read", "access/v1/");
            etcd.ctl("user", "add", "registry:password");
            etcd.ctl("user", "grant-role", "registry", "registry");
            assertThat(etcd.ctl("auth", "enable")).contains("Enabled");

            try (EtcdLeaseStore store = open(etcd, "registry", "password", null, null, null)) {
                assertThat(store.load()).isEmpty();
                // A drain: in etcd 3.4 the transactions within a transaction, which leases need, escape the rights of a
                // role.
                Drain drain = new Drain(stored("orders", "a", 1).key(), Instant.EPOCH);
                assertThat(store.drains().save(drain)).failsWithin(Duration.ofSeconds(30));
                still(() -> assertThat(store.isInReach()).isFalse());
                assertThat(log.lines()).hasSize(1).allMatch(line -> line.contains("permission denied"));

                etcd.ctl(
                        "--user",
                        "root:secret",
                        "role",
                        "grant-permission",
                        "registry",
                        "--prefix=true",
                        "readwrite",
                        "access/v1/");
                eventually(() -> assertThat(store.isInReach()).isTrue());
                store.drains().save(drain).join();
                assertThat(log.lines()).hasSize(2).anyMatch(line -> line.contains("can write to etcd again"));
            }
        }
    }

    @Test
    void asksOnWhenItsCertificateFileIsGoneForAWhile() throws Exception {
        Path certificate = makeCertificate("node");
        Path key = folder.resolve("node.key");
        Path authority = Files.copy(certificate, folder.resolve("authority.crt"));
        try (EtcdCluster etcd = EtcdCluster.start(folder, 1, tls(certificate, key));
                EtcdLeaseStore store = open(etcd, null, null, authority, certificate, key);
                LogOf log = LogOf.infoAndAbove("io.cameldiscovery.registry.etcd")) {
            store.save(stored("orders", "a", 1)).join();

            etcd.killAll();
            Path aside = Files.move(authority, folder.resolve("aside.crt"));
            assertThat(store.save(stored("orders", "a", 2))).failsWithin(Duration.ofSeconds(30));
            eventually(() -> assertThat(log.lines()).anyMatch(line -> line.contains("certificate files")));
            Files.move(aside, authority);
            etcd.startAll();

            eventually(() -> assertThat(store.isInReach()).isTrue());
            store.save(stored("orders", "a", 2)).join();
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("certificate files"))
                    .hasSize(1);
        }
    }

    private static String[] tls(Path certificate, Path key) {
        return new String[] {
            "--cert-file", certificate.toString(),
            "--key-file", key.toString(),
            "--trusted-ca-file", certificate.toString(),
            "--client-cert-auth"
        };
    }

    private static void assertRefused(EtcdCluster etcd, @Nullable String user, @Nullable String password) {
        try (EtcdLeaseStore store = open(etcd, user, password, null, null, null)) {
            assertThatThrownBy(store::load)
                    .isInstanceOf(UnusableStoreException.class)
                    .hasMessageContaining("discovery.registry.etcd.user")
                    .hasMessageNotContaining("wrong");
        }
    }

    private static EtcdLeaseStore open(
            EtcdCluster etcd,
            @Nullable String user,
            @Nullable String password,
            @Nullable Path authority,
            @Nullable Path certificate,
            @Nullable Path key) {
        return EtcdLeaseStore.open(new EtcdSettings(
                etcd.endpoints(),
                "access",
                user,
                password,
                authority,
                certificate,
                key,
                Duration.ofSeconds(2),
                Duration.ofSeconds(5),
                Duration.ofHours(1),
                100));
    }

    /** A certificate for 127.0.0.1 that signed itself, and its key beside it. */
    private Path makeCertificate(String name) throws Exception {
        Path store = folder.resolve(name + ".p12");
        List<String> keytool = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                "2"));
        keytool.addAll(List.of("-dname", "CN=" + name, "-ext", "SAN=IP:127.0.0.1", "-ext", "BC=ca:true"));
        keytool.addAll(List.of("-storetype", "PKCS12", "-storepass", "changeit", "-keystore", store.toString()));
        assertThat(new ProcessBuilder(keytool).inheritIO().start().waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
        write(
                name + ".key",
                "PRIVATE KEY",
                keys.getKey(name, "changeit".toCharArray()).getEncoded());
        return write(name + ".crt", "CERTIFICATE", keys.getCertificate(name).getEncoded());
    }

    private Path write(String name, String kind, byte[] content) throws IOException {
        String pem = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return Files.writeString(
                folder.resolve(name), "-----BEGIN " + kind + "-----\n" + pem + "\n-----END " + kind + "-----\n");
    }
}
