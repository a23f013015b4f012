/** The server side: announcements, responses, registrations. */
@NullMarked
package io.cameldiscovery.server;

import org.jspecify.annotations.NullMarked;
