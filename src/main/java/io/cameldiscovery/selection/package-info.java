/** Which of the proven instances of a service the next message goes to, and how proofs are kept fresh. */
@NullMarked
package io.cameldiscovery.selection;

import org.jspecify.annotations.NullMarked;
