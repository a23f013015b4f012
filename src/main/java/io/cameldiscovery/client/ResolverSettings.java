package io.cameldiscovery.client;

import io.cameldiscovery.settings.Settings;
import java.time.Duration;

/**
 * How a client looks services up: {@code discovery.resolver.*}.
 *
 * @param timeout when a lookup ends at the latest
 * @param collectWindow for how long answers are collected when all instances are wanted
 * @param cache whether known records are tried first
 * @param cacheHeadStart how long known records are verified before the LAN is asked
 * @param lanHeadStart how long the LAN is asked before the registry is
 */
public record ResolverSettings(
        Duration timeout, Duration collectWindow, boolean cache, Duration cacheHeadStart, Duration lanHeadStart) {

    public static ResolverSettings of(Settings settings) {
        return new ResolverSettings(
                settings.duration("discovery.resolver.timeout"),
                settings.duration("discovery.resolver.collect-window"),
                settings.flag("discovery.resolver.cache"),
                settings.duration("discovery.resolver.cache-head-start"),
                settings.duration("discovery.resolver.lan-head-start"));
    }
}
