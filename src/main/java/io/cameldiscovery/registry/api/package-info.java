/** Writes over HTTP: registrations, goodbyes, drains, and the status that each outcome becomes. */
@NullMarked
package io.cameldiscovery.registry.api;

import org.jspecify.annotations.NullMarked;
