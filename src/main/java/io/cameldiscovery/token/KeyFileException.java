package io.cameldiscovery.token;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A key file that cannot be used. The message is one line for the operator: which file, and what to change. */
public final class KeyFileException extends RuntimeException {

    public KeyFileException(Path file, String problem) {
        super(file + ": " + problem);
    }

    /** For a file that is there. */
    public static KeyFileException unreadable(Path file, IOException failure) {
        if (Files.isDirectory(file)) {
            return new KeyFileException(file, "is a directory; name the file in it");
        } else if (failure instanceof AccessDeniedException) {
            return new KeyFileException(file, "cannot be read: this user may not");
        }
        return new KeyFileException(file, "cannot be read: " + failure);
    }
}
