/** What a node shows Prometheus of itself; the only package, beside the steps that measure, that knows Micrometer. */
@NullMarked
package io.cameldiscovery.metrics;

import org.jspecify.annotations.NullMarked;
