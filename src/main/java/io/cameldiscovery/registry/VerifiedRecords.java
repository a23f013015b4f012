package io.cameldiscovery.registry;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.cameldiscovery.message.DiscoveryMessage.Announcement;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.token.SignedStatement;
import io.cameldiscovery.token.TokenVerifier;
import io.cameldiscovery.token.TrustedKeys;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Opens tokens that the registry keeps. Those who ask by DNS or with the tools of others verify nothing, and whoever
 * writes to the store writes what he likes. So a record is shown only if a key signed it that is trusted now and may
 * announce that service, and only as the instance that it names. No clock plays a part: the lease says how long it holds.
 */
public final class VerifiedRecords implements Records {

    private final TokenVerifier verifier;
    /**
     * By the very object that the lease holds, so that what was opened goes with the lease, and is there for none that
     * nobody looks into; what memory is short of goes first, and is verified again.
     */
    private final Cache<String, Opened> opened = Caffeine.newBuilder()
            .weakKeys()
            .softValues()
            .executor(Runnable::run)
            .build();

    /**
     * @param signed what it states, if its signature is good
     * @param trust when that was looked at
     */
    private record Opened(@Nullable SignedStatement signed, TrustedKeys trust) {
        Optional<ServiceRecord> record() {
            return signed != null && signed.statement() instanceof Announcement announcement
                    ? Optional.of(announcement.record())
                    : Optional.empty();
        }
    }

    public VerifiedRecords(TokenVerifier verifier) {
        this.verifier = verifier;
    }

    @Override
    public Optional<ServiceRecord> open(ServiceName service, Outcome.Instance instance) {
        return opened(instance.token())
                .record()
                .filter(record -> record.service().equals(service)
                        && record.instance().equals(instance.instance())
                        && record.sequence().equals(instance.version().sequence()));
    }

    @Override
    public boolean isAtHand(Outcome.Instance instance) {
        Opened known = opened.getIfPresent(instance.token());
        return known != null && known.trust() == verifier.trusted();
    }

    private Opened opened(String token) {
        // First the keys: a change that comes in between is then seen again, and not missed.
        TrustedKeys trust = verifier.trusted();
        Opened known = opened.getIfPresent(token);
        if (known != null && known.trust() == trust) {
            return known;
        }
        SignedStatement signed = known == null ? null : known.signed();
        Opened fresh = signed != null && trust.stillTrust(signed)
                ? new Opened(signed, trust)
                : new Opened(verifier.open(token).orElse(null), trust);
        opened.put(token, fresh);
        return fresh;
    }
}
