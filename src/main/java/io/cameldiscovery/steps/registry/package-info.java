/** The steps of routes/registry that are no request. */
@NullMarked
package io.cameldiscovery.steps.registry;

import org.jspecify.annotations.NullMarked;
