/** The command line, the roles, and the one place where objects are wired. */
@NullMarked
package io.cameldiscovery;

import org.jspecify.annotations.NullMarked;
