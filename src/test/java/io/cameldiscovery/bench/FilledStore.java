package io.cameldiscovery.bench;

import io.cameldiscovery.message.DiscoveryMessage.Announcement;
import io.cameldiscovery.record.Endpoint;
import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.Sequence;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.record.Version;
import io.cameldiscovery.registry.store.SqliteLeaseStore;
import io.cameldiscovery.registry.store.StoredLease;
import io.cameldiscovery.token.EncryptionKeys;
import io.cameldiscovery.token.NodeKey;
import io.cameldiscovery.token.SignatureEngine;
import io.cameldiscovery.token.TokenSigner;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** Fills a lease file by the product's own store, as if so many instances had registered. */
public final class FilledStore {

    private static final int AT_ONCE = 4000;
    private static final Duration LEASE = Duration.ofMinutes(30);

    private FilledStore() {}

    /** Arguments: keys directory, file, how many instances, how many of them to a service. */
    public static void main(String[] arguments) {
        NodeKey key = NodeKey.load(Path.of(arguments[0], "node.jwk"));
        TokenSigner signer = new TokenSigner(key, EncryptionKeys.none(), SignatureEngine.preferred());
        int count = Integer.parseInt(arguments[2]);
        int per = Integer.parseInt(arguments[3]);
        try (SqliteLeaseStore store = SqliteLeaseStore.open(Path.of(arguments[1]), AT_ONCE, Duration.ofMinutes(1))) {
            for (int from = 0; from < count; from += AT_ONCE) {
                CompletableFuture.allOf(IntStream.range(from, Math.min(count, from + AT_ONCE))
                                .mapToObj(i -> store.save(lease(i, per, signer, key.keyId())))
                                .toArray(CompletableFuture[]::new))
                        .join();
            }
        }
        System.out.println("filled");
    }

    private static StoredLease lease(int number, int per, TokenSigner signer, String keyId) {
        Instant now = Instant.now();
        ServiceRecord record = new ServiceRecord(
                new ServiceName("s" + number / per),
                new InstanceId("i" + number),
                List.of(Endpoint.parse("http://10." + number / 65536 % 256 + "." + number / 256 % 256 + "."
                        + number % 256 + ":8080/")),
                9000,
                new Sequence(1, 0),
                now,
                now.plus(LEASE),
                ServiceRecord.metadata(Map.of()),
                null);
        return new StoredLease(
                record.key(),
                Version.of(record, keyId),
                signer.sign(new Announcement(record)),
                LEASE,
                now.plus(LEASE),
                false);
    }
}
