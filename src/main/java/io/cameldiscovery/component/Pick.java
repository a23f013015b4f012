package io.cameldiscovery.component;

import io.cameldiscovery.client.PickStrategies;
import io.cameldiscovery.client.PickStrategy;
import java.util.List;

/** The values of the option {@code pick}. */
public enum Pick {
    /** The one with the lowest instance id. */
    FIRST,
    /** Round robin. */
    ROUND_ROBIN,
    /** Weighted random, by the weight in the metadata. */
    RANDOM,
    /** Round robin in the nearest region. */
    NEAREST,
    /** The same for the same key. */
    STICKY;

    PickStrategy strategy(String weightKey, List<String> regions) {
        return switch (this) {
            case FIRST -> PickStrategies.first();
            case ROUND_ROBIN -> PickStrategies.roundRobin();
            case RANDOM -> PickStrategies.random(weightKey);
            case NEAREST -> PickStrategies.nearest(regions);
            case STICKY -> PickStrategies.sticky();
        };
    }
}
