/**
 * What an instance states about itself: names, endpoints, sequence; and which of two statements wins
 * ({@link io.cameldiscovery.record.Precedence}). Knows neither clock nor network.
 */
@NullMarked
package io.cameldiscovery.record;

import org.jspecify.annotations.NullMarked;
