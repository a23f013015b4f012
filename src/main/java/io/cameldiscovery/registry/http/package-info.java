/** The registry's HTTP server: TLS, limits, and the chain that a request passes. Knows Vert.x and Netty. */
@NullMarked
package io.cameldiscovery.registry.http;

import org.jspecify.annotations.NullMarked;
