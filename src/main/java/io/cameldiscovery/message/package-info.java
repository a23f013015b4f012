/** The messages of the protocol and their claims (docs/protocol.md). */
@NullMarked
package io.cameldiscovery.message;

import org.jspecify.annotations.NullMarked;
