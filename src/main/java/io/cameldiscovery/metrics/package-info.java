/** The node's Prometheus metrics, by Micrometer. */
@NullMarked
package io.cameldiscovery.metrics;

import org.jspecify.annotations.NullMarked;
