/** The steps of routes/server. */
@NullMarked
package io.cameldiscovery.steps.server;

import org.jspecify.annotations.NullMarked;
