/** Interfaces and the LAN socket on camel-netty. */
@NullMarked
package io.cameldiscovery.lan;

import org.jspecify.annotations.NullMarked;
