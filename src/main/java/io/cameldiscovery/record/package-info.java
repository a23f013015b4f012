/** What an instance states about itself: names, endpoints, sequence. Pure values. */
@NullMarked
package io.cameldiscovery.record;

import org.jspecify.annotations.NullMarked;
