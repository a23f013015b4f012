package io.cameldiscovery.bench;

import io.cameldiscovery.message.DiscoveryMessage.Announcement;
import io.cameldiscovery.record.Endpoint;
import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.Sequence;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.token.EncryptionKeys;
import io.cameldiscovery.token.NodeKey;
import io.cameldiscovery.token.SignatureEngine;
import io.cameldiscovery.token.TokenSigner;
import io.cameldiscovery.token.TokenVerifier;
import io.cameldiscovery.token.TrustFile;
import io.cameldiscovery.token.Verdict;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What checking a registration costs at least: the product's own verification of one token after the other. */
public final class VerifyLimit {

    private static final int TOKENS = 20_000;
    private static final int ROUNDS = 6;

    private VerifyLimit() {}

    /** Arguments: keys directory. Prints microseconds of CPU for each token, the best of some rounds. */
    public static void main(String[] arguments) {
        Path keys = Path.of(arguments[0]);
        SignatureEngine engine = SignatureEngine.preferred();
        TokenSigner signer = new TokenSigner(NodeKey.load(keys.resolve("node.jwk")), EncryptionKeys.none(), engine);
        TokenVerifier verifier = new TokenVerifier(
                new TrustFile(keys.resolve("trust.jwks"), System::nanoTime),
                EncryptionKeys.none(),
                engine,
                Clock.systemUTC(),
                Duration.ofSeconds(30));
        Instant now = Instant.now();
        List<String> tokens = IntStream.range(0, TOKENS)
                .mapToObj(i -> signer.sign(new Announcement(new ServiceRecord(
                        new ServiceName("s" + i / 10),
                        new InstanceId("i" + i),
                        List.of(Endpoint.parse("http://10.0.0.1:8080/")),
                        9000,
                        new Sequence(1, 0),
                        now,
                        now.plusSeconds(1800),
                        ServiceRecord.metadata(Map.of()),
                        null))))
                .toList();
        double best = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            for (String token : tokens) {
                if (!(verifier.verify(token) instanceof Verdict.Trusted)) {
                    throw new IllegalStateException("not trusted");
                }
            }
            long used = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
            best = Math.min(best, used / 1e3 / TOKENS);
        }
        System.out.printf("%.2f %s%n", best, engine.name());
    }
}
