package io.cameldiscovery.registry;

import io.cameldiscovery.settings.Settings;
import io.cameldiscovery.token.KeySettings;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Who may look up at a registry and who may drain, and whether it shows in plain what records say.
 *
 * @param lookupTokens file of the tokens of those who may look up
 * @param certificates whether certificates let clients look up too
 * @param adminTokens file of the tokens of operators
 * @param disclose whether it looks into records and shows what they say
 */
public record AccessSettings(
        Optional<Path> lookupTokens, boolean certificates, Optional<Path> adminTokens, boolean disclose) {

    /**
     * @param keys whether messages are encrypted: if not, all can read them anyway
     * @param certificates whether certificates let clients look up too
     */
    public static AccessSettings of(Settings settings, KeySettings keys, boolean certificates) {
        return new AccessSettings(
                settings.path("discovery.registry.lookup-token-file"),
                certificates,
                settings.path("discovery.registry.admin-token-file"),
                settings.flag("discovery.registry.disclose")
                        || keys.encryptionKey().isEmpty());
    }

    /** Whether only those may look up who show a token or a certificate. */
    public boolean guardsLookups() {
        return lookupTokens.isPresent() || certificates;
    }
}
