/** What the registry's HTTP server lets in: TLS, limits of connections and requests, who may look up. Knows Vert.x and Netty. */
@NullMarked
package io.cameldiscovery.http;

import org.jspecify.annotations.NullMarked;
