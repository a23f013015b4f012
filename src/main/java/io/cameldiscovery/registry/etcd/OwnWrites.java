package io.cameldiscovery.registry.etcd;

import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.registry.store.StoredLease;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The revision up to which this registry has followed the cluster, and its own later writes, which the watch has not
 * reported yet. Thread-safe.
 */
final class OwnWrites {

    /** @param lease what was written, or null if it was removed */
    private record Write(long revision, @Nullable StoredLease lease) {}

    private final ConcurrentHashMap<ServiceRecord.Key, Write> ahead = new ConcurrentHashMap<>();
    private volatile long followed = Long.MAX_VALUE;

    /** The last revision that was heard of in full; without a watch nobody else writes, and all of them count. */
    long followed() {
        return followed;
    }

    void follow(long revision) {
        followed = revision;
    }

    void wrote(ServiceRecord.Key key, long revision, @Nullable StoredLease lease) {
        ahead.put(key, new Write(revision, lease));
        if (revision <= followed) {
            heard(key, followed);
        }
    }

    /** Notes that the watch reported this revision of the instance. */
    void heard(ServiceRecord.Key key, long revision) {
        ahead.computeIfPresent(key, (same, write) -> write.revision() <= revision ? null : write);
    }

    /** The last revision of this instance that this registry knows of, given how far it had followed. */
    long known(ServiceRecord.Key key, long then) {
        Write write = ahead.get(key);
        return write == null ? then : Math.max(then, write.revision());
    }

    /** The content at a revision, updated with this registry's later writes. */
    List<StoredLease> over(Collection<StoredLease> kept, long revision) {
        Map<ServiceRecord.Key, StoredLease> all = new HashMap<>();
        kept.forEach(lease -> all.put(lease.key(), lease));
        ahead.forEach((key, write) -> {
            if (write.revision() <= revision) {
                heard(key, revision);
            } else if (write.lease() == null) {
                all.remove(key);
            } else {
                all.put(key, write.lease());
            }
        });
        return new ArrayList<>(all.values());
    }
}
