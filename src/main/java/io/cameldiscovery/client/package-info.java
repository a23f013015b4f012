/** How a name becomes a proven address, and which of several a message gets. */
@NullMarked
package io.cameldiscovery.client;

import org.jspecify.annotations.NullMarked;
