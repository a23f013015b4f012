/** The registry as name server. Alone knows the DNS library. */
@NullMarked
package io.cameldiscovery.registry.dns;

import org.jspecify.annotations.NullMarked;
