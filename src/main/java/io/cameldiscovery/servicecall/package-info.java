/** For those who still use Camel's ServiceCall, which is deprecated: nothing else needs this package. */
@NullMarked
package io.cameldiscovery.servicecall;

import org.jspecify.annotations.NullMarked;
