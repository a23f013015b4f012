package io.cameldiscovery.resolver;

import io.cameldiscovery.record.ServiceName;
import java.util.EnumSet;
import java.util.Set;

/**
 * What is asked of the resolver.
 *
 * @param service which service
 * @param all whether every instance is wanted, or the first proven one
 * @param roads the roads to take
 */
public record Question(ServiceName service, boolean all, Set<Road> roads) {

    public Question {
        roads = Set.copyOf(roads);
    }

    /** The first instance, by whatever road. */
    public static Question first(ServiceName service) {
        return new Question(service, false, EnumSet.allOf(Road.class));
    }
}
