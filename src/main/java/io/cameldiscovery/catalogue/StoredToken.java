package io.cameldiscovery.catalogue;

/**
 * A signed statement as it was kept on disk: untrusted until it is verified again.
 *
 * @param originalSource the road by which it came before it was stored
 * @param token the signed statement
 */
public record StoredToken(Source originalSource, String token) {}
