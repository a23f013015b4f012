/** Which answer a query gets, when, and how often. */
@NullMarked
package io.cameldiscovery.responder;

import org.jspecify.annotations.NullMarked;
