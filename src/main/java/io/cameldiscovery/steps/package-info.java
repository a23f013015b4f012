/** The steps that the routes of every role name. */
@NullMarked
package io.cameldiscovery.steps;

import org.jspecify.annotations.NullMarked;
