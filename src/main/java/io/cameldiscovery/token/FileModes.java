package io.cameldiscovery.token;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Who may read a key file. File systems without POSIX modes are left to their own access rules. */
public final class FileModes {

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> EVERYBODY_READS = PosixFilePermissions.fromString("rw-r--r--");

    private FileModes() {}

    /** Attributes that make a new file the owner's from its first moment. */
    static FileAttribute<?>[] ownerOnly(Path file) {
        return hasModes(file)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
    }

    static void letEverybodyRead(Path file) throws IOException {
        if (hasModes(file)) {
            Files.setPosixFilePermissions(file, EVERYBODY_READS);
        }
    }

    public static boolean othersMayRead(Path file) throws IOException {
        if (!hasModes(file)) {
            return false;
        }
        Set<PosixFilePermission> modes = Files.getPosixFilePermissions(file);
        return modes.contains(PosixFilePermission.GROUP_READ) || modes.contains(PosixFilePermission.OTHERS_READ);
    }

    private static boolean hasModes(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
