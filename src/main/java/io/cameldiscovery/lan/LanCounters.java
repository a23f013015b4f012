package io.cameldiscovery.lan;

/**
 * Datagram counts of the LAN socket since its creation.
 *
 * @param received handed on to a route
 * @param foreign dropped because they cannot be ours: too long, or no token
 * @param unanswerable dropped because their source is no address that a host can have
 * @param failures exceptions that a datagram or the network caused while receiving
 * @param sent handed to the kernel
 * @param unsent refused by the kernel, as when there is no route
 */
public record LanCounters(long received, long foreign, long unanswerable, long failures, long sent, long unsent) {}
