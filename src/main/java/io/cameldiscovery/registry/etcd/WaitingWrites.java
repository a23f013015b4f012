package io.cameldiscovery.registry.etcd;

import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.registry.etcd.EtcdWriter.Write;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The writes that wait for etcd. Removals wait behind all others: nobody is in a hurry for them, and a sweep may make
 * as many of them as there are leases. Those of one instance keep their order. Thread-safe.
 */
final class WaitingWrites {

    /** etcd takes 128 operations in a transaction, of which each of ours needs a few within itself, and 1.5 MiB. */
    private static final int MAX_WRITES = 100;

    private static final int MAX_OCTETS = 1 << 20;

    private final int capacity;
    private final ArrayDeque<Write> first = new ArrayDeque<>();
    private final LinkedHashMap<ServiceRecord.Key, Write> removals = new LinkedHashMap<>();
    private boolean closed;

    /** @param capacity how many writes may wait, 1 or more; removals do not count */
    WaitingWrites(int capacity) {
        this.capacity = capacity;
    }

    /** Takes a write, or refuses it at once. */
    void add(Write write) {
        String obstacle = take(write);
        if (!obstacle.isEmpty()) {
            write.refuse(obstacle);
        }
    }

    private synchronized String take(Write write) {
        if (closed) {
            return "the lease store is closed";
        } else if (!write.isRemoval() && first.size() >= capacity) {
            return "too many writes wait for etcd";
        }
        Write before = removals.remove(write.key());
        if (before != null) {
            first.add(before);
        }
        if (write.isRemoval()) {
            removals.put(write.key(), write);
        } else {
            first.add(write);
        }
        notifyAll();
        return "";
    }

    /** Waits for writes and takes as many as fit into one transaction, of an instance one; none if it is closed. */
    synchronized Collection<Write> next() throws InterruptedException {
        while (first.isEmpty() && removals.isEmpty() && !closed) {
            wait();
        }
        LinkedHashMap<ServiceRecord.Key, Write> batch = new LinkedHashMap<>();
        int octets = fill(batch, first.iterator(), 0);
        if (first.isEmpty()) {
            fill(batch, removals.values().iterator(), octets);
        }
        return batch.values();
    }

    private static int fill(Map<ServiceRecord.Key, Write> batch, Iterator<Write> waiting, int before) {
        int octets = before;
        while (waiting.hasNext() && batch.size() < MAX_WRITES) {
            Write next = waiting.next();
            int more = next.octets();
            boolean fits = batch.isEmpty() || octets + more <= MAX_OCTETS;
            if (!fits || batch.putIfAbsent(next.key(), next) != null) {
                return octets;
            }
            waiting.remove();
            octets += more;
        }
        return octets;
    }

    /** Refuses new writes; waiting ones may still be taken. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
