/** Certificates and keys in PEM files, read again when they change; knows the JDK alone. */
@NullMarked
package io.cameldiscovery.tls;

import org.jspecify.annotations.NullMarked;
