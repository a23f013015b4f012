package io.cameldiscovery.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.catalogue.Catalogue;
import io.cameldiscovery.catalogue.CatalogueSettings;
import io.cameldiscovery.catalogue.DiskCache;
import io.cameldiscovery.catalogue.Learned;
import io.cameldiscovery.catalogue.Source;
import io.cameldiscovery.record.PrecedenceCase;
import io.cameldiscovery.record.SampleStatement;
import io.cameldiscovery.record.Version;
import io.cameldiscovery.testing.HandClock;
import io.cameldiscovery.token.EncryptionKeys;
import io.cameldiscovery.token.KeyGenerator;
import io.cameldiscovery.token.SignatureEngine;
import io.cameldiscovery.token.TokenSigner;
import io.cameldiscovery.token.TokenVerifier;
import io.cameldiscovery.token.TrustFileEditor;
import io.cameldiscovery.token.TrustedKeys;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The one rule where the records come from a disk: of a client that starts again, and of one that knows more by then. */
class DiskCachePrecedenceTest {

    private static final SignatureEngine ENGINE = SignatureEngine.preferred();

    @TempDir
    private static Path folder;

    @TempDir
    private Path state;

    private static Map<String, TokenSigner> signers;
    private static TrustedKeys trusted;

    private final HandClock clock = new HandClock();
    private final Catalogue before = new Catalogue(clock, clock, CatalogueSettings.defaults());
    private final TokenVerifier verifier =
            new TokenVerifier(() -> trusted, EncryptionKeys.none(), ENGINE, clock, Duration.ofSeconds(30));

    @BeforeAll
    static void makeKeys() {
        KeyGenerator keys = new KeyGenerator(new SecureRandom());
        signers = Stream.of("own", "other")
                .collect(Collectors.toMap(
                        id -> id,
                        id -> new TokenSigner(
                                keys.keyPair(folder.resolve(id + ".jwk"), id), EncryptionKeys.none(), ENGINE)));
        Path trust = folder.resolve("trusted.jwks");
        signers.keySet().forEach(id -> new TrustFileEditor(trust).add(folder.resolve(id + ".jwk"), List.of("orders")));
        trusted = TrustedKeys.load(trust);
    }

    /** So that nothing of the cases is of the time to come. */
    @BeforeEach
    void startLate() {
        clock.setWall(HandClock.START.plusSeconds(100));
    }

    private static Learned learned(SampleStatement said) {
        return new Learned(said.record(), token(said), said.keyId(), Source.UDP, null, true);
    }

    private static String token(SampleStatement said) {
        return signers.get(said.keyId()).sign(said.message());
    }

    private void hear(SampleStatement said) {
        var unused = said.goodbye() ? before.withdraw(learned(said)) : before.learn(learned(said));
    }

    private void letTimeGoBy() {
        clock.forward(SampleStatement.LIFE.plusSeconds(100));
    }

    private void hearWhatWasBefore(PrecedenceCase one) {
        one.before().forEach(said -> said.ifPresentOrElse(this::hear, this::letTimeGoBy));
    }

    private DiskCache.Contents saved(Catalogue catalogue) {
        DiskCache cache = new DiskCache(state.resolve("cache"));
        cache.save(catalogue.live());
        return cache.load();
    }

    /** A disk keeps what is there; what ended is forgotten, but needs a proof before it is used. */
    static Stream<PrecedenceCase> ofHeld() {
        return PrecedenceCase.all().filter(one -> !one.isOfExpired() && one.isOfHeld());
    }

    @ParameterizedTest
    @MethodSource("ofHeld")
    void followsTheRuleAfterARestart(PrecedenceCase one) {
        hearWhatWasBefore(one);
        Optional<Version> known = shown(before);
        Catalogue restarted = new Catalogue(clock, clock, CatalogueSettings.defaults());
        StoredRecords.learn(saved(before), verifier, restarted);
        assertThat(shown(restarted)).isEqualTo(known);

        SampleStatement said = one.said();
        var unused = said.goodbye() ? restarted.withdraw(learned(said)) : restarted.learn(learned(said));

        assertThat(shown(restarted)).isEqualTo(shownAfter(one, known));
    }

    static Stream<PrecedenceCase> records() {
        return PrecedenceCase.all().filter(one -> !one.said().goodbye());
    }

    @ParameterizedTest
    @MethodSource("records")
    void followsTheRuleForWhatItReads(PrecedenceCase one) {
        hearWhatWasBefore(one);
        Optional<Version> known = shown(before);
        Catalogue saved = new Catalogue(clock, clock, CatalogueSettings.defaults());
        saved.learn(learned(one.said()));

        StoredRecords.learn(saved(saved), verifier, before);

        assertThat(shown(before)).isEqualTo(shownAfter(one, known));
    }

    private static Optional<Version> shown(Catalogue catalogue) {
        return catalogue.find(SampleStatement.INSTANCE).map(entry -> Version.of(entry.record(), entry.keyId()));
    }

    private static Optional<Version> shownAfter(PrecedenceCase one, Optional<Version> known) {
        boolean gone = one.said().goodbye();
        return !one.expected().wins()
                ? known
                : gone ? Optional.empty() : Optional.of(one.said().version());
    }
}
