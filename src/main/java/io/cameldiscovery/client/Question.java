package io.cameldiscovery.client;

import io.cameldiscovery.record.ServiceName;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * A request to the resolver.
 *
 * @param service which service
 * @param all whether all instances are wanted, or only the first proven one
 * @param roads the roads to take
 * @param proofAge known instances proven within this time need no new proof; zero: all do
 */
public record Question(ServiceName service, boolean all, Set<Road> roads, Duration proofAge) {

    public Question {
        roads = Set.copyOf(roads);
    }

    /** A request for which every instance is proven anew. */
    public Question(ServiceName service, boolean all, Set<Road> roads) {
        this(service, all, roads, Duration.ZERO);
    }

    /** A request for the first instance, by any road. */
    public static Question first(ServiceName service) {
        return new Question(service, false, EnumSet.allOf(Road.class));
    }
}
