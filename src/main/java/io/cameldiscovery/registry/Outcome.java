package io.cameldiscovery.registry;

import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.record.Version;
import io.cameldiscovery.registry.store.Drain;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** What a registry answers. */
public sealed interface Outcome {

    /**
     * The lease is held.
     *
     * @param first true if the instance held none before
     * @param lease how long, from now
     * @param renewAfter when to ask again
     */
    record Registered(ServiceRecord.Key key, boolean first, Duration lease, Duration renewAfter) implements Outcome {}

    /** What became of each of several registrations, in their order: {@link Registered} or {@link Refused}. */
    record Each(List<Outcome> outcomes) implements Outcome {
        public Each {
            outcomes = List.copyOf(outcomes);
        }
    }

    /** The instance holds no lease any more. */
    record Withdrawn(ServiceRecord.Key key) implements Outcome {}

    /** The instance is taken out of use. */
    record Drained(Drain drain) implements Outcome {}

    /**
     * Instances that are taken out of use.
     *
     * @param next the last of them, as {@code service/instance}, if there are more behind it, else null
     */
    record Drains(List<ListedDrain> drains, @Nullable String next) implements Outcome {
        public Drains {
            drains = List.copyOf(drains);
        }
    }

    /** @param registered whether the instance holds a lease now */
    record ListedDrain(Drain drain, boolean registered) {}

    /** The instance is in use, as far as operators are concerned. */
    record Undrained(ServiceRecord.Key key) implements Outcome {}

    /**
     * The instances of a service, by instance id.
     *
     * @param index when that changed last ({@link ChangeIndex})
     */
    record Found(ServiceName service, long index, List<Instance> instances) implements Outcome {
        public Found {
            instances = List.copyOf(instances);
        }

        /** The same with others of its instances, or fewer. */
        public Found with(List<Instance> others) {
            return new Found(service, index, others);
        }
    }

    /**
     * An instance that holds a lease.
     *
     * @param version which of its statements this is
     * @param token its signed record as it came, for the client to verify
     * @param state what the registry knows beside it
     * @param age how long ago the registry heard of it
     * @param expiresIn how long the lease lasts from now
     */
    record Instance(
            InstanceId instance,
            Version version,
            String token,
            InstanceState state,
            Duration age,
            Duration expiresIn) {}

    /** One instance of a service. */
    record Single(ServiceName service, long index, Instance instance) implements Outcome {}

    /**
     * How many instances each service has.
     *
     * @param index when that changed last ({@link ChangeIndex})
     * @param next the last of these names if there are more behind it, else null
     */
    record Listed(
            long index,
            SortedMap<ServiceName, Integer> services,
            @Nullable ServiceName next) implements Outcome {}

    /**
     * What was asked is not done.
     *
     * @param detail what is wrong with this very request, for a person to read
     * @param retryAfter when to ask again, or null if asking again is of no use
     */
    record Refused(Problem problem, String detail, @Nullable Duration retryAfter) implements Outcome {
        public static Refused of(Problem problem, String detail) {
            return new Refused(problem, detail, null);
        }

        /** Whether a token came with a signature that does not hold. */
        public boolean isForgery() {
            return problem == Problem.BAD_SIGNATURE;
        }
    }
}
