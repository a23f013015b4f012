package io.cameldiscovery.registry.lookup;

import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.registry.InstanceState;
import io.cameldiscovery.registry.Outcome;
import io.cameldiscovery.registry.QueryParameters;
import io.cameldiscovery.registry.Records;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Filter, order and limit of a lookup. It only saves the
 * client some work: the client verifies what it gets as always. Immutable.
 *
 * @param regions its region is one of these; empty for any
 * @param metadata for each key its value is one of these
 * @param states its state is one of these; empty for any
 * @param near those nearest come first; null: by instance id
 * @param limit how many at most
 */
public record LookupFilter(
        Set<String> regions,
        Map<String, Set<String>> metadata,
        Set<InstanceState> states,
        @Nullable ProximityOrder near,
        int limit) {

    /** The names of its parameters; one that ends in a dot stands for all that begin so. */
    public static final Set<String> PARAMETERS = Set.of("region", "meta.", "state", "near", "limit");

    private static final int MAX_LIMIT = 1_000_000;
    private static final LookupFilter NONE = new LookupFilter(Set.of(), Map.of(), Set.of(), null, MAX_LIMIT);

    public LookupFilter {
        regions = Set.copyOf(regions);
        metadata = Map.copyOf(metadata);
        states = Set.copyOf(states);
    }

    /**
     * Reads {@code region=}, {@code meta.<key>=}, {@code state=}, {@code near=} and {@code limit=}; others are ignored.
     *
     * @throws IllegalArgumentException if one cannot be read; the message says what to write
     */
    public static LookupFilter of(QueryParameters query) {
        if (query.isEmpty()) {
            return NONE;
        }
        String near = query.one("near");
        return new LookupFilter(
                regions(query.all("region")),
                metadata(query.beginningWith("meta.")),
                states(query.all("state")),
                near == null ? null : ProximityOrder.parse(near),
                query.number("limit", MAX_LIMIT, MAX_LIMIT));
    }

    private static Set<String> regions(List<String> given) {
        if (given.contains("")) {
            throw new IllegalArgumentException("write region= with a region");
        }
        return Set.copyOf(given);
    }

    private static Map<String, Set<String>> metadata(Map<String, List<String>> given) {
        if (given.containsKey("")) {
            throw new IllegalArgumentException("write meta.<key>=<value>");
        }
        return given.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> new HashSet<>(entry.getValue())));
    }

    private static Set<InstanceState> states(List<String> given) {
        EnumSet<InstanceState> states = EnumSet.noneOf(InstanceState.class);
        for (String list : given) {
            for (String label : list.split(",", -1)) {
                states.add(state(label));
            }
        }
        return states;
    }

    private static InstanceState state(String label) {
        return Arrays.stream(InstanceState.values())
                .filter(state -> state.label().equals(label))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("write state= with "
                        + Arrays.stream(InstanceState.values())
                                .map(InstanceState::label)
                                .collect(Collectors.joining(", "))
                        + ", or several with commas between"));
    }

    /** Whether it lets all pass as they are. */
    boolean isNone() {
        return equals(NONE);
    }

    /** Whether it asks for what only the record says, which an encrypting registry tells nobody. */
    boolean looksIntoRecords() {
        return !regions.isEmpty() || !metadata.isEmpty() || near != null;
    }

    /**
     * Those that are wanted.
     *
     * @param records what it looks into
     */
    public List<Outcome.Instance> of(Outcome.Found found, Records records) {
        List<Outcome.Instance> instances = found.instances();
        if (isNone()) {
            return instances;
        } else if (!looksIntoRecords()) {
            return instances.stream()
                    .filter(instance -> passes(instance.state()))
                    .limit(limit)
                    .toList();
        }
        var opened = instances.stream()
                .filter(instance -> passes(instance.state()))
                .map(instance -> Opened.of(
                        instance, records.open(found.service(), instance).orElse(null), near))
                .filter(instance -> passes(instance.record()));
        return (near == null
                        ? opened
                        : opened.sorted(
                                Comparator.comparingInt(Opened::nearness).reversed()))
                .limit(limit)
                .map(Opened::instance)
                .toList();
    }

    private boolean passes(InstanceState state) {
        return states.isEmpty() || states.contains(state);
    }

    private boolean passes(@Nullable ServiceRecord record) {
        if (regions.isEmpty() && metadata.isEmpty()) {
            return true;
        } else if (record == null) {
            return false;
        }
        String region = record.region();
        return (regions.isEmpty() || (region != null && regions.contains(region)))
                && metadata.entrySet().stream().allMatch(wanted -> hasOne(record, wanted));
    }

    private static boolean hasOne(ServiceRecord record, Map.Entry<String, Set<String>> wanted) {
        String value = record.metadata().get(wanted.getKey());
        return value != null && wanted.getValue().contains(value);
    }

    private record Opened(
            Outcome.Instance instance, @Nullable ServiceRecord record, int nearness) {
        static Opened of(Outcome.Instance instance, @Nullable ServiceRecord record, @Nullable ProximityOrder near) {
            return new Opened(instance, record, near == null ? 0 : near.to(record));
        }
    }
}
