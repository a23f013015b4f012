/** Where the objects of a node are made and meet. Decides nothing. */
@NullMarked
package io.cameldiscovery.node;

import org.jspecify.annotations.NullMarked;
