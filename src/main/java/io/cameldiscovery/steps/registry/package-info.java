/** The steps of routes/registry, requests and timers. */
@NullMarked
package io.cameldiscovery.steps.registry;

import org.jspecify.annotations.NullMarked;
