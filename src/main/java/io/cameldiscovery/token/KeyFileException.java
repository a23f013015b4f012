package io.cameldiscovery.token;

import java.nio.file.Path;

/** A key file that cannot be used. The message is one line for the operator: which file, and what to change. */
public final class KeyFileException extends RuntimeException {

    public KeyFileException(Path file, String problem) {
        super(file + ": " + problem);
    }
}
