package io.cameldiscovery.catalogue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that is replaced whole: whoever reads it sees the old content or the new one, also after a crash, and with
 * several writers one of theirs. Only its owner may read it.
 */
final class AtomicFile {

    private static final Logger LOG = LoggerFactory.getLogger(AtomicFile.class);
    private static final String DRAFT = ".draft";
    private static final Duration ABANDONED = Duration.ofHours(1);

    private final Path file;
    private final Path folder;

    /** @throws IllegalArgumentException if the path names no file in a folder */
    AtomicFile(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IllegalArgumentException("'" + file + "' does not name a file");
        }
        this.file = file.toAbsolutePath();
        this.folder = parent;
    }

    void replace(byte[] content) throws IOException {
        Files.createDirectories(folder);
        Path draft = Files.createTempFile(folder, draftPrefix(), DRAFT);
        try {
            write(draft, content);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
            forceFolder();
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /** Removes the drafts of nodes that died while they wrote; a younger one may still be in work. */
    void removeAbandonedDrafts() {
        Instant limit = Instant.now().minus(ABANDONED);
        try (DirectoryStream<Path> drafts = Files.newDirectoryStream(folder, this::isDraft)) {
            for (Path draft : drafts) {
                if (Files.getLastModifiedTime(draft).toInstant().isBefore(limit)) {
                    Files.deleteIfExists(draft);
                }
            }
        } catch (IOException | RuntimeException notNow) {
            LOG.debug("Abandoned drafts of {} were not removed: {}", file, notNow.toString());
        }
    }

    private boolean isDraft(Path path) {
        String name = String.valueOf(path.getFileName());
        return name.startsWith(draftPrefix()) && name.endsWith(DRAFT);
    }

    private String draftPrefix() {
        return file.getFileName() + ".";
    }

    private static void write(Path draft, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        }
    }

    /** Makes the new name survive a power cut, where the system lets a folder be opened. */
    private void forceFolder() {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException unsupported) {
            LOG.debug("{} cannot be forced to disk: {}", folder, unsupported.toString());
        }
    }
}
