/** Jitter, back-off, rate limits and waiting for replies. Clock and random source are passed in. */
@NullMarked
package io.cameldiscovery.timing;

import org.jspecify.annotations.NullMarked;
