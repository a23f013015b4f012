/** How a name becomes a proven address. */
@NullMarked
package io.cameldiscovery.resolver;

import org.jspecify.annotations.NullMarked;
