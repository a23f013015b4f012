package io.cameldiscovery.registry.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** The file of a lease store: made so that only its owner reads it; its errors say what to do. */
record LeaseFile(Path path) {

    private static final String ELSEWHERE = ", or name another file in discovery.registry.store-file";

    /** @throws UnusableStoreException if it cannot be opened for this process alone, or is no sound lease file */
    LeaseSql open() {
        try {
            create();
            requireSoundLog();
            return LeaseSql.open(path);
        } catch (IOException | SQLException | RuntimeException failure) {
            throw unusable(failure);
        }
    }

    private void create() throws IOException {
        Path folder = path.getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            Files.createDirectories(folder, ownerOnly(folder, "rwx------"));
        }
        try {
            // SQLite gives its log the mode of the file itself.
            Files.createFile(path, ownerOnly(path, "rw-------"));
        } catch (FileAlreadyExistsException welcome) {
            requireNotEmptied();
        }
    }

    /** SQLite would take it for a new one, and drop the log. */
    private void requireNotEmptied() throws IOException {
        if (Files.size(path) == 0 && !log().isEmpty()) {
            throw new EmptiedFileException();
        }
    }

    private static final class EmptiedFileException extends IOException {}

    /** SQLite would pass over what stands behind the damage, without a word. */
    private void requireSoundLog() throws IOException {
        OptionalLong sound = log().soundUpTo();
        // Twice, since another registry may have begun it anew while it was read; which SQLite says better.
        if (sound.isPresent() && log().soundUpTo().equals(sound)) {
            throw new DamagedLogException(sound.getAsLong());
        }
    }

    private WriteAheadLog log() {
        return new WriteAheadLog(path.resolveSibling(logName()));
    }

    private String logName() {
        return path.getFileName() + "-wal";
    }

    private static final class DamagedLogException extends IOException {

        private final long soundUpTo;

        DamagedLogException(long soundUpTo) {
            this.soundUpTo = soundUpTo;
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path path, String mode) {
        boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
        Set<PosixFilePermission> permissions = PosixFilePermissions.fromString(mode);
        return posix
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }

    /** A look at the tables. */
    @FunctionalInterface
    interface Reading<T> {
        T of(LeaseSql table) throws SQLException;
    }

    /** Reads behind the writes that wait. @throws UnusableStoreException if it cannot be read */
    <T> T read(GroupCommit writes, Reading<T> reading) {
        CompletableFuture<T> found = new CompletableFuture<>();
        try {
            return writes.submit(table -> read(table, reading, found))
                    .thenCompose(done -> found)
                    .join();
        } catch (CompletionException failure) {
            throw unusable(failure.getCause() == null ? failure : failure.getCause());
        }
    }

    private static <T> void read(LeaseSql table, Reading<T> reading, CompletableFuture<T> found) {
        try {
            found.complete(reading.of(table));
        } catch (SQLException | RuntimeException failure) {
            found.completeExceptionally(failure);
        }
    }

    UnusableStoreException unusable(Throwable failure) {
        return new UnusableStoreException("The lease file " + path + " " + advice(failure), failure);
    }

    private String advice(Throwable failure) {
        if (failure instanceof LeaseSql.ForeignFileException foreign) {
            return String.valueOf(foreign.getMessage());
        } else if (failure instanceof DamagedLogException log) {
            return damagedLog(log.soundUpTo);
        } else if (failure instanceof IllegalArgumentException
                || failure instanceof DateTimeException
                || failure instanceof EmptiedFileException) {
            return damaged();
        } else if (failure instanceof SQLiteException sqlite) {
            return advice(sqlite);
        } else if (failure instanceof AccessDeniedException) {
            return notWritable();
        } else if (failure instanceof IOException || Files.isDirectory(path)) {
            return "cannot be made: check that the folder is there and writable" + ELSEWHERE;
        }
        return "cannot be used (" + oneLine(failure) + ")"
                + ELSEWHERE.replaceFirst(",", ":").replaceFirst("or ", "");
    }

    private String advice(SQLiteException failure) {
        if (failure.getResultCode() == SQLiteErrorCode.SQLITE_IOERR_LOCK) {
            // It could be opened for reading only, or is on a file system without locks.
            return notWritable();
        }
        // The low octet is the primary result code (sqlite.org/rescode.html).
        return switch (failure.getResultCode().code & 0xFF) {
            case 5, 6 -> "is in use by another process: stop that registry" + ELSEWHERE;
            case 11, 26 -> damaged();
            case 3, 8, 14, 23 -> notWritable();
            case 10, 13 ->
                "cannot be written (" + oneLine(failure) + "): check the disk and its free space" + ELSEWHERE;
            default -> "cannot be used (" + oneLine(failure) + "): move it away" + ELSEWHERE;
        };
    }

    private static String notWritable() {
        return "cannot be opened for writing: check its owner and mode, those of its folder, and that its disk is local and"
                + " not mounted read-only" + ELSEWHERE;
    }

    private String damaged() {
        return "is damaged: restore it, or move it and " + logName()
                + " away and start with an empty one (every server registers again at its next renewal)";
    }

    private String damagedLog(long soundUpTo) {
        return "is damaged: its log " + logName() + " is sound up to octet " + soundUpTo
                + " only, and holds confirmed writes behind that. Restore both, or go on without those (truncate -s "
                + soundUpTo + " " + log().path()
                + "): every server registers again at its next renewal, drains have to be repeated";
    }

    private static String oneLine(Throwable failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    }
}
