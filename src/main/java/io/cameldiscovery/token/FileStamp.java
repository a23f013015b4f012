package io.cameldiscovery.token;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells versions of a file apart without reading it; all null if there is no file. */
record FileStamp(
        @Nullable FileTime modified, long size, @Nullable Object inode, Set<PosixFilePermission> modes) {

    static FileStamp of(Path path) {
        try {
            BasicFileAttributes seen = attributes(path);
            Set<PosixFilePermission> modes = seen instanceof PosixFileAttributes posix ? posix.permissions() : Set.of();
            return new FileStamp(seen.lastModifiedTime(), seen.size(), seen.fileKey(), modes);
        } catch (IOException missing) {
            return new FileStamp(null, 0, null, Set.of());
        }
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        PosixFileAttributeView posix = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        return posix == null ? Files.readAttributes(path, BasicFileAttributes.class) : posix.readAttributes();
    }
}
