/** Jitter, back-off and schedules. Pure: clock and random source are passed in. */
@NullMarked
package io.cameldiscovery.timing;

import org.jspecify.annotations.NullMarked;
