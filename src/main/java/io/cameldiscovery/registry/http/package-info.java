/** The registry's HTTP server: TLS, limits, and what it lets in. Knows Vert.x and Netty. */
@NullMarked
package io.cameldiscovery.registry.http;

import org.jspecify.annotations.NullMarked;
