/** The settings of a node: each known, each of its type, with an error that says what to write instead. */
@NullMarked
package io.cameldiscovery.settings;

import org.jspecify.annotations.NullMarked;
