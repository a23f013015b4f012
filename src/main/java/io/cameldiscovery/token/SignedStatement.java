package io.cameldiscovery.token;

import io.cameldiscovery.message.DiscoveryMessage.Statement;

/**
 * A statement whose signature was found good. It need not be checked again while {@link TrustedKeys#stillTrust} says so.
 */
public final class SignedStatement {

    private final Statement statement;
    private final TrustedKey key;

    SignedStatement(Statement statement, TrustedKey key) {
        this.statement = statement;
        this.key = key;
    }

    public Statement statement() {
        return statement;
    }

    TrustedKey key() {
        return key;
    }
}
