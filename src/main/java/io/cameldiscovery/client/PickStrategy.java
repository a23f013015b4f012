package io.cameldiscovery.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Picks one of several instances. Keeps its state when the instances change. Thread-safe. */
public interface PickStrategy {

    /** A picker for these instances: at least one, ordered by instance id. */
    Picker among(List<ProvenInstance> instances);

    /** Picks one of a fixed list of instances. Thread-safe. */
    @FunctionalInterface
    interface Picker {
        /** @param key what sticks to one instance; ignored by all strategies but the sticky one */
        ProvenInstance pick(@Nullable String key);
    }
}
