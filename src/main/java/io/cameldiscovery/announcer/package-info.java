/** When a server speaks unasked: announcements, goodbyes, registrations. */
@NullMarked
package io.cameldiscovery.announcer;

import org.jspecify.annotations.NullMarked;
