/** Messages in their signed, perhaps encrypted, wire form: keys, trust, verification. */
@NullMarked
package io.cameldiscovery.token;

import org.jspecify.annotations.NullMarked;
