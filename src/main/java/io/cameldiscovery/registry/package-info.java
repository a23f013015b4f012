/** Leases: who gets one, when it ends, and what the registry shows of it. */
@NullMarked
package io.cameldiscovery.registry;

import org.jspecify.annotations.NullMarked;
