package io.cameldiscovery.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How one of several instances is picked. A strategy keeps what it must remember while the instances change. Thread-safe. */
public interface PickStrategy {

    /** Prepares for these instances, ordered by instance id; there is at least one. */
    Picker among(List<ProvenInstance> instances);

    /** Picks one of the instances that it was prepared for. Thread-safe. */
    @FunctionalInterface
    interface Picker {
        /** @param key what sticks to one instance; ignored by all strategies but the sticky one */
        ProvenInstance pick(@Nullable String key);
    }
}
