package io.cameldiscovery.registry.lookup;

import java.time.Duration;

/**
 * The settings of long polls and event streams.
 *
 * @param longestWait for how long a request is held back at most
 * @param heartbeat how often a stream shows that it lives; one that takes nothing for two of these is cut off
 * @param most how many may watch at a time
 * @param mostOfOne how many of them from one IPv4 address, or IPv6 network of 64 bits
 */
public record WatchSettings(Duration longestWait, Duration heartbeat, int most, int mostOfOne) {}
