/** The registry as name server: which names there are, and what is answered to which octets. Alone knows the DNS library. */
@NullMarked
package io.cameldiscovery.dns;

import org.jspecify.annotations.NullMarked;
