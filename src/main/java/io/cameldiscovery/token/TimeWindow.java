package io.cameldiscovery.token;

import io.cameldiscovery.message.DiscoveryMessage;
import io.cameldiscovery.message.DiscoveryMessage.Announcement;
import io.cameldiscovery.message.DiscoveryMessage.Goodbye;
import io.cameldiscovery.message.DiscoveryMessage.Probe;
import io.cameldiscovery.message.DiscoveryMessage.Query;
import io.cameldiscovery.message.DiscoveryMessage.Statement;
import io.cameldiscovery.record.ServiceRecord;
import java.time.Duration;
import java.time.Instant;

/** Compares the times in messages with this node's wall clock, which may differ from the signer's by the tolerance. */
final class TimeWindow {

    private final Duration tolerance;

    TimeWindow(Duration tolerance) {
        this.tolerance = tolerance;
    }

    /** Refuses a record without nonce outside of its time: nothing else shows that it is not an old one. */
    void requireInForce(DiscoveryMessage message, Instant now) throws RefusedException {
        if (message instanceof Announcement || message instanceof Goodbye) {
            ServiceRecord record = ((Statement) message).record();
            if (isOver(record, now)) {
                throw new RefusedException(
                        Refusal.EXPIRED,
                        record.key() + " expired "
                                + Duration.between(record.expires(), now).toSeconds()
                                + " s ago by this node's clock, at " + record.expires());
            }
            if (isAhead(record.issued(), now)) {
                throw new RefusedException(
                        Refusal.NOT_YET_VALID,
                        record.key() + " was signed "
                                + Duration.between(now, record.issued()).toSeconds()
                                + " s from now by this node's clock: the clocks differ");
            }
        }
    }

    /** Whether the wall clock agrees with the message's times; a message without any is always timely. */
    boolean isTimely(DiscoveryMessage message, Instant now) {
        if (message instanceof Statement statement) {
            return !isOver(statement.record(), now)
                    && !isAhead(statement.record().issued(), now);
        } else if (message instanceof Query query) {
            return isNear(query.issued(), now);
        } else if (message instanceof Probe probe) {
            return isNear(probe.issued(), now);
        }
        return true;
    }

    // The tolerance is added to the clock, never to a stranger's time: that may be the last instant there is.

    private boolean isOver(ServiceRecord record, Instant now) {
        return now.minus(tolerance).isAfter(record.expires());
    }

    private boolean isAhead(Instant issued, Instant now) {
        return issued.isAfter(now.plus(tolerance));
    }

    private boolean isNear(Instant issued, Instant now) {
        return !isAhead(issued, now) && !issued.isBefore(now.minus(tolerance));
    }
}
