package io.cameldiscovery.tls;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns once a day that the certificate in use will expire: from two weeks before, or from the last quarter of a
 * short-lived certificate.
 */
public final class ExpiryWarning {

    private static final Logger LOG = LoggerFactory.getLogger(ExpiryWarning.class);
    private static final Duration LONGEST_NOTICE = Duration.ofDays(14);
    private static final int SHARE = 4;
    private static final Duration AGAIN_AFTER = Duration.ofDays(1);

    private final Identity identity;
    private final Clock wall;
    private Instant lastWarning = Instant.MIN;

    public ExpiryWarning(Identity identity, Clock wall) {
        this.identity = identity;
        this.wall = wall;
    }

    /** To be called regularly. */
    public synchronized void look() {
        X509Certificate certificate = identity.certificate();
        Instant now = wall.instant();
        Instant ends = certificate.getNotAfter().toInstant();
        Duration quarter =
                Duration.between(certificate.getNotBefore().toInstant(), ends).dividedBy(SHARE);
        Duration notice = quarter.compareTo(LONGEST_NOTICE) < 0 ? quarter : LONGEST_NOTICE;
        boolean said = lastWarning.isAfter(now.minus(AGAIN_AFTER));
        if (!said && !now.isBefore(ends.minus(notice))) {
            lastWarning = now;
            LOG.warn(
                    "The certificate of {} {} at {}: put a new one in the place of its files",
                    certificate.getSubjectX500Principal(),
                    now.isBefore(ends) ? "ends" : "ended",
                    ends);
        }
    }
}
