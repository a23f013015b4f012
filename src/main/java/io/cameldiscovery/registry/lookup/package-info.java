/** Reads over HTTP: lookups, filters, watches and event streams. */
@NullMarked
package io.cameldiscovery.registry.lookup;

import org.jspecify.annotations.NullMarked;
