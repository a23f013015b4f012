/** JMS connections to a broker that is found by discovery. Needs jakarta.jms, which nothing else here does. */
@NullMarked
package io.cameldiscovery.jms;

import org.jspecify.annotations.NullMarked;
