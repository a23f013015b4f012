/** The messages of the protocol and their JSON claims (docs/protocol.md). */
@NullMarked
package io.cameldiscovery.message;

import org.jspecify.annotations.NullMarked;
