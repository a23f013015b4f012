/** The registry in other formats: Consul's read API and Prometheus' HTTP service discovery. */
@NullMarked
package io.cameldiscovery.registry.interop;

import org.jspecify.annotations.NullMarked;
