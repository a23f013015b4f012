package io.cameldiscovery.steps;

import io.cameldiscovery.token.RecentlySeen;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.service.ServiceSupport;

/** What was {@link RecentlySeen}, for the {@code idempotentConsumer} of a route, which must be eager. Counts what comes again. */
public final class RecentlySeenRepository extends ServiceSupport implements IdempotentRepository {

    private final RecentlySeen seen;
    private final Runnable again;

    /** @param again is told of each key that was there already */
    public RecentlySeenRepository(RecentlySeen seen, Runnable again) {
        this.seen = seen;
        this.again = again;
    }

    @Override
    public boolean add(String key) {
        boolean first = seen.firstTime(key);
        if (!first) {
            again.run();
        }
        return first;
    }

    @Override
    public boolean confirm(String key) {
        return true;
    }

    @Override
    public boolean contains(String key) {
        throw forgetsByTimeAlone();
    }

    @Override
    public boolean remove(String key) {
        throw forgetsByTimeAlone();
    }

    @Override
    public void clear() {
        throw forgetsByTimeAlone();
    }

    private static UnsupportedOperationException forgetsByTimeAlone() {
        return new UnsupportedOperationException("only marks a key at its first time, and forgets by time alone:"
                + " an idempotentConsumer needs eager: true and removeOnFailure: false with it");
    }
}
