/** The commands of bin/discovery. */
@NullMarked
package io.cameldiscovery.cli;

import org.jspecify.annotations.NullMarked;
