/** The steps of routes/client. */
@NullMarked
package io.cameldiscovery.steps.client;

import org.jspecify.annotations.NullMarked;
