/** Certificates and keys in PEM files, reloaded when they change. TLS is the JDK's. */
@NullMarked
package io.cameldiscovery.tls;

import org.jspecify.annotations.NullMarked;
