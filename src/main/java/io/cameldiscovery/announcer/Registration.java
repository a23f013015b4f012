package io.cameldiscovery.announcer;

import io.cameldiscovery.catalogue.OwnInstances;
import io.cameldiscovery.message.DiscoveryMessage.Announcement;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.timing.Jitter;
import io.cameldiscovery.timing.MonotonicClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When each record of this node is to be registered again. A lease is renewed after a third of it, or when the registry
 * says; what failed is tried again after a pause. All times have jitter, so that a herd spreads. Thread-safe.
 */
public final class Registration {

    private static final Logger LOG = LoggerFactory.getLogger(Registration.class);
    private static final int RENEWALS_PER_LEASE = 3;

    private final OwnInstances own;
    private final Duration lease;
    private final Duration pause;
    private final double jitterShare;
    private final Jitter jitter;
    private final MonotonicClock clock;
    private final Map<ServiceName, Long> dueAt = new HashMap<>();
    private boolean inReach = true;

    /**
     * @param lease life time of the records that are registered
     * @param pause after a registration that failed for good
     * @param jitterShare by which share every time is longer or shorter
     */
    public Registration(
            OwnInstances own, Duration lease, Duration pause, double jitterShare, Jitter jitter, MonotonicClock clock) {
        this.own = own;
        this.lease = lease;
        this.pause = pause;
        this.jitterShare = jitterShare;
        this.jitter = jitter;
        this.clock = clock;
    }

    /** What is to be registered now. Each is given out once, until it is answered or its pause is over. */
    public synchronized List<Announcement> due() {
        long now = clock.nanos();
        List<Announcement> due = new ArrayList<>();
        for (ServiceRecord record : own.records(lease)) {
            Long at = dueAt.get(record.service());
            if (at == null || now - at >= 0) {
                due.add(new Announcement(record));
                again(record.service(), pause);
            }
        }
        return due;
    }

    /** The registry took the record; it wants to hear of it after that time. */
    public synchronized void registered(ServiceRecord record, Duration renewAfter) {
        if (!inReach) {
            LOG.info("The registry is in reach again");
            inReach = true;
        }
        if (isCurrent(record)) {
            again(record.service(), renewAfter);
        } else {
            dueAt.remove(record.service());
        }
    }

    /** The registry took the record and did not say when it wants to hear of it again. */
    public void registered(ServiceRecord record) {
        registered(record, lease.dividedBy(RENEWALS_PER_LEASE));
    }

    /** The registry is busy and wants to be left alone for that time. */
    public synchronized void postponed(ServiceRecord record, Duration retryAfter) {
        LOG.info("The registry asks to register '{}' again in {} s", record.service(), retryAfter.toSeconds());
        again(record.service(), retryAfter);
    }

    /** The registry refused the record, and will again until somebody changes something. */
    public synchronized void refused(ServiceRecord record, String reason) {
        LOG.warn(
                "The registry refused '{}': {}. Trying again in about {} s",
                record.service(),
                reason,
                pause.toSeconds());
        again(record.service(), pause);
    }

    /** The registry could not be reached. */
    public synchronized void outOfReach() {
        if (inReach) {
            LOG.warn("The registry is out of reach; trying again every {} s or so", pause.toSeconds());
            inReach = false;
        }
    }

    /** Everything changed: all is due now. */
    public synchronized void changed() {
        dueAt.clear();
    }

    /** It may have changed while it was on its way. */
    private boolean isCurrent(ServiceRecord record) {
        return own.record(record.service(), lease)
                .filter(now -> now.sequence().isAfter(record.sequence()))
                .isEmpty();
    }

    private void again(ServiceName service, Duration after) {
        dueAt.put(service, clock.nanos() + jitter.around(after, jitterShare).toNanos());
    }
}
