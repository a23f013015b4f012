/** When a server speaks, and what it says: announcements, responses, registrations. */
@NullMarked
package io.cameldiscovery.server;

import org.jspecify.annotations.NullMarked;
