package io.cameldiscovery.client;

import io.cameldiscovery.record.ServiceName;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * What is asked of the resolver.
 *
 * @param service which service
 * @param all whether every instance is wanted, or the first proven one
 * @param roads the roads to take
 * @param proofAge a known instance that was proven within this time needs no new proof; zero: every one does
 */
public record Question(ServiceName service, boolean all, Set<Road> roads, Duration proofAge) {

    public Question {
        roads = Set.copyOf(roads);
    }

    /** Where everything that is handed out is proven anew. */
    public Question(ServiceName service, boolean all, Set<Road> roads) {
        this(service, all, roads, Duration.ZERO);
    }

    /** The first instance, by whatever road. */
    public static Question first(ServiceName service) {
        return new Question(service, false, EnumSet.allOf(Road.class));
    }
}
