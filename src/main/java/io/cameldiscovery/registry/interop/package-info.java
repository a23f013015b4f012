/** What is registered, as the tools of others want it: Consul's read API and Prometheus' HTTP discovery. */
@NullMarked
package io.cameldiscovery.registry.interop;

import org.jspecify.annotations.NullMarked;
