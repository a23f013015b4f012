/** The thin processors that the YAML routes name. */
@NullMarked
package io.cameldiscovery.camel;

import org.jspecify.annotations.NullMarked;
