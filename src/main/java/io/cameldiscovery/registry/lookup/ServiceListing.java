package io.cameldiscovery.registry.lookup;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.registry.Outcome;
import io.cameldiscovery.registry.ServicePage;
import io.cameldiscovery.registry.api.HttpAnswer;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The services at one moment, and the answers that are cut from them, each once for all who ask. Thread-safe. */
public final class ServiceListing {

    private static final long MAX_CHARACTERS = 16L << 20;
    /** What an answer takes beside its body, about. */
    private static final int OVERHEAD = 1_000;

    private final Outcome.Listed all;
    private final List<Map.Entry<ServiceName, Integer>> sorted;
    private final List<String> names;
    private final Cache<ServicePage, HttpAnswer> answers = Caffeine.newBuilder()
            .maximumWeight(MAX_CHARACTERS)
            .weigher((ServicePage page, HttpAnswer answer) ->
                    OVERHEAD + answer.body().length())
            .executor(Runnable::run)
            .build();

    public ServiceListing(Outcome.Listed all) {
        this.all = all;
        this.sorted = List.copyOf(all.services().entrySet());
        this.names = sorted.stream().map(entry -> entry.getKey().value()).toList();
    }

    public Outcome.Listed all() {
        return all;
    }

    /** The answer with that page, or null if it would have to be made. */
    public @Nullable HttpAnswer known(ServicePage page) {
        return answers.getIfPresent(page);
    }

    /** The answer with that page. A long one takes a while. */
    public HttpAnswer answer(ServicePage page) {
        return answers.get(page, first -> HttpAnswer.of(page(first)));
    }

    public Outcome.Listed page(ServicePage page) {
        int found = Collections.binarySearch(names, page.after());
        int from = found < 0 ? -found - 1 : found + 1;
        int to = (int) Math.min(sorted.size(), (long) from + page.limit());
        SortedMap<ServiceName, Integer> services = new TreeMap<>();
        sorted.subList(from, to).forEach(entry -> services.put(entry.getKey(), entry.getValue()));
        return new Outcome.Listed(all.index(), services, to < sorted.size() && to > from ? services.lastKey() : null);
    }
}
