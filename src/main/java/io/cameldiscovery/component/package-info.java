/**
 * Discovery inside other applications: the {@code discovery:} component, the route policy that announces a route, and the
 * node that they share.
 */
@NullMarked
package io.cameldiscovery.component;

import org.jspecify.annotations.NullMarked;
