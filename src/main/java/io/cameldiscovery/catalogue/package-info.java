/** The live records that a node knows, with source and age. */
@NullMarked
package io.cameldiscovery.catalogue;

import org.jspecify.annotations.NullMarked;
