/** Leases, their stores, and what a registry answers. */
@NullMarked
package io.cameldiscovery.registry;

import org.jspecify.annotations.NullMarked;
