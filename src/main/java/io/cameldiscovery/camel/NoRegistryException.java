package io.cameldiscovery.camel;

import java.io.IOException;

/** What answers at the address of a registry is none, or none that serves already. */
final class NoRegistryException extends IOException {

    NoRegistryException(String message) {
        super(message);
    }
}
