package io.cameldiscovery.catalogue;

/**
 * Hears what happens in a catalogue: every event once, in order, one at a time, on the thread of whoever caused it or
 * an earlier one. It may use the catalogue, and must not block.
 */
@FunctionalInterface
public interface CatalogueListener {

    void on(CatalogueEvent event);
}
