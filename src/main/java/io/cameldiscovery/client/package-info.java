/** Resolver and selection: how a name becomes a proven address, and which instance a message gets. */
@NullMarked
package io.cameldiscovery.client;

import org.jspecify.annotations.NullMarked;
