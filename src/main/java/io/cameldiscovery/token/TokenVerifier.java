package io.cameldiscovery.token;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.cameldiscovery.message.DiscoveryMessage;
import io.cameldiscovery.message.DiscoveryMessage.Statement;
import io.cameldiscovery.message.MalformedMessageException;
import io.cameldiscovery.message.MessageCodec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a token may be trusted, in two halves: {@link #inspect} is cheap and needs no signature, so that
 * gates such as a rate limit can come between; {@link #verify(Inspection.Unverified)} checks who said it. A token seen
 * again is inspected again, but its signature is checked once. Thread-safe.
 */
public final class TokenVerifier {

    /** The longest life time of a record that is accepted unless another is chosen. */
    public static final Duration MAX_LIFETIME = Duration.ofHours(24);

    private static final int REMEMBERED_SIGNATURES = 4096;

    private final Supplier<TrustedKeys> trust;
    private final TokenReader reader;
    private final Signatures signatures;
    private final Clock clock;
    private final TimeWindow window;
    private final Duration maxLifetime;

    /** Tokens with a good signature, and the key that it is of; a reload makes new key objects, and so forgets. */
    private final Cache<String, TrustedKey> goodSignatures = Caffeine.newBuilder()
            .maximumSize(REMEMBERED_SIGNATURES)
            .executor(Runnable::run)
            .build();

    private final LongAdder good = new LongAdder();
    private final LongAdder bad = new LongAdder();
    private final LongAdder remembered = new LongAdder();

    /**
     * @param encryptionKeys with any key in it, plain tokens are refused
     * @param clock the wall clock, compared with the times in messages
     * @param tolerance by how much the clocks of two nodes may differ
     */
    public TokenVerifier(
            Supplier<TrustedKeys> trust,
            EncryptionKeys encryptionKeys,
            SignatureEngine engine,
            Clock clock,
            Duration tolerance) {
        this(trust, encryptionKeys, engine, clock, tolerance, MAX_LIFETIME);
    }

    /** @param maxLifetime records that claim to hold for longer are malformed */
    public TokenVerifier(
            Supplier<TrustedKeys> trust,
            EncryptionKeys encryptionKeys,
            SignatureEngine engine,
            Clock clock,
            Duration tolerance,
            Duration maxLifetime) {
        this.trust = trust;
        this.reader = new TokenReader(encryptionKeys);
        this.signatures = new Signatures(engine);
        this.clock = clock;
        this.window = new TimeWindow(tolerance);
        this.maxLifetime = maxLifetime;
    }

    /** Both parts of verification. Never throws, whatever the input. */
    public Verdict verify(byte[] token) {
        Inspection inspection = inspect(token);
        return inspection instanceof Inspection.Unverified unverified
                ? verify(unverified)
                : (Verdict.Refused) inspection;
    }

    /** Both parts of verification. Never throws, whatever the input. */
    public Verdict verify(String token) {
        return verify(token.getBytes(ISO_8859_1));
    }

    /** The same for a token that is hardly ever seen again, such as a registration: it is not remembered. */
    public Verdict verifyOnce(String token) {
        Inspection inspection = inspect(token);
        return inspection instanceof Inspection.Unverified unverified
                ? verify(unverified, false)
                : (Verdict.Refused) inspection;
    }

    /** The cheap half for a token that came as text. */
    public Inspection inspect(String token) {
        return inspect(token.getBytes(ISO_8859_1));
    }

    /**
     * The cheap half: is it a message of this protocol, encrypted if it must be? The key that it names may be unknown
     * ({@link Inspection.Unverified#keyKnown()}). Never throws.
     */
    public Inspection inspect(byte[] token) {
        try {
            String text = reader.text(token);
            SignedToken signed = reader.open(text);
            DiscoveryMessage message = message(signed);
            return new Inspection.Unverified(message, signed, text, trust.get().contains(signed.keyId()));
        } catch (RefusedException refused) {
            return refused.refused();
        }
    }

    /** The second, expensive part: authorization, times, signature. */
    public Verdict verify(Inspection.Unverified unverified) {
        return verify(unverified, true);
    }

    /** The keys that are trusted now: another object after every change. */
    public TrustedKeys trusted() {
        return trust.get();
    }

    /**
     * What a token states that was kept, whenever it was signed: for those who know by other means how long it holds.
     * Nothing if it is no statement, or its signature is not a good one of a key that is trusted now and may make it.
     * The signature is not remembered here.
     */
    public Optional<SignedStatement> open(String token) {
        if (!(inspect(token) instanceof Inspection.Unverified unverified
                && unverified.message() instanceof Statement statement)) {
            return Optional.empty();
        }
        try {
            TrustedKey key = requireAuthorized(trust.get().find(unverified.keyId()), unverified);
            requireSignature(key, unverified, false);
            return Optional.of(new SignedStatement(statement, key));
        } catch (RefusedException refused) {
            return Optional.empty();
        }
    }

    private Verdict verify(Inspection.Unverified unverified, boolean remember) {
        DiscoveryMessage message = unverified.message();
        TrustedKey key = trust.get().find(unverified.keyId());
        Instant now = clock.instant();
        try {
            TrustedKey authorized = requireAuthorized(key, unverified);
            window.requireInForce(message, now);
            requireSignature(authorized, unverified, remember);
        } catch (RefusedException refused) {
            return refused.refused();
        }
        return new Verdict.Trusted(message, unverified.keyId(), unverified.token(), window.isTimely(message, now));
    }

    /** Number of valid signatures. */
    public long goodSignatures() {
        return good.sum();
    }

    /** Number of invalid signatures. */
    public long badSignatures() {
        return bad.sum();
    }

    /** Number of signature checks saved because the same token was verified before. */
    public long rememberedSignatures() {
        return remembered.sum();
    }

    private DiscoveryMessage message(SignedToken signed) throws RefusedException {
        DiscoveryMessage message;
        try {
            message = MessageCodec.decode(signed.type(), signed.payload());
        } catch (MalformedMessageException malformed) {
            Refusal reason =
                    ProtocolVersion.isForeign(signed.payload()) ? Refusal.UNSUPPORTED_VERSION : Refusal.MALFORMED;
            throw new RefusedException(reason, String.valueOf(malformed.getMessage()));
        }
        if (message instanceof Statement statement
                && statement.record().lifetime().compareTo(maxLifetime) > 0) {
            throw new RefusedException(
                    Refusal.MALFORMED, "a record for " + statement.record().lifetime() + ", more than " + maxLifetime);
        }
        return message;
    }

    private static TrustedKey requireAuthorized(@Nullable TrustedKey key, Inspection.Unverified unverified)
            throws RefusedException {
        if (key == null) {
            throw new RefusedException(
                    Refusal.UNKNOWN_KEY, "signed with key '" + unverified.keyId() + "', which is not trusted");
        }
        if (key.algorithm() != unverified.signed().algorithm()) {
            throw new RefusedException(
                    Refusal.ALGORITHM_NOT_ALLOWED,
                    "key '" + key.keyId() + "' is for " + key.algorithm().header() + ", not for "
                            + unverified.signed().algorithm().header());
        }
        if (unverified.message() instanceof Statement statement
                && !key.mayAnnounce(statement.record().service())) {
            throw new RefusedException(
                    Refusal.NOT_AUTHORIZED,
                    "key '" + key.keyId() + "' may not announce "
                            + statement.record().service());
        }
        return key;
    }

    private void requireSignature(TrustedKey key, Inspection.Unverified unverified, boolean remember)
            throws RefusedException {
        boolean remembers = remember && key.algorithm() == SignatureAlgorithm.EDDSA;
        if (remembers && goodSignatures.getIfPresent(unverified.token()) == key) {
            remembered.increment();
            return;
        }
        SignedToken signed = unverified.signed();
        if (!signatures.verify(key.algorithm(), key.key(), signed.signingInput(), signed.signature())) {
            bad.increment();
            throw new RefusedException(Refusal.BAD_SIGNATURE, "not signed with key '" + key.keyId() + "'");
        }
        good.increment();
        if (remembers) {
            goodSignatures.put(unverified.token(), key);
        }
    }
}
