package io.cameldiscovery.catalogue;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.ServiceName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's catalogue on disk: what survives a restart. One line per entry, {@code source SP token LF}. The tokens are
 * signed, so the file needs no trust: whoever loads it verifies each token again. Several nodes may share a file, as
 * each replaces it whole. A fault of the disk is logged and never stops the node. Thread-safe.
 */
public final class DiskCache {

    private static final Logger LOG = LoggerFactory.getLogger(DiskCache.class);
    private static final int MAX_BYTES = 16 * 1024 * 1024;
    private static final Comparator<CatalogueEntry> BY_KEY = Comparator.<CatalogueEntry, ServiceName>comparing(
                    entry -> entry.record().service())
            .thenComparing(entry -> entry.record().instance(), Comparator.<InstanceId>naturalOrder());

    private final Path path;
    private final AtomicFile file;
    private byte[] saved = {};
    private boolean refused;

    /**
     * @param path where the cache is, or is to be: file and folder are made when there is something to save
     * @throws IllegalArgumentException if the path cannot name a file
     */
    public DiskCache(Path path) {
        this.path = path;
        this.file = new AtomicFile(path);
    }

    /** What the file holds: nothing if there is none, or if it cannot be used and is set aside as {@code .bad}. */
    public synchronized Contents load() {
        file.removeAbandonedDrafts();
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            LOG.warn("The cache {} is not used: it is no regular file", path);
            return Contents.NOTHING;
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            return bytes.length > MAX_BYTES ? setAside("it is larger than " + MAX_BYTES + " bytes") : loaded(bytes);
        } catch (NoSuchFileException nothingSaved) {
            return Contents.NOTHING;
        } catch (IOException unreadable) {
            return setAside(unreadable.toString());
        }
    }

    /**
     * Replaces the file by these entries, at most 16 MiB of them.
     *
     * @return whether it was written; not if nothing changed since the last time, or if the disk refused
     */
    public synchronized boolean save(Collection<CatalogueEntry> entries) {
        byte[] lines = lines(entries);
        if (Arrays.equals(lines, saved) && (lines.length == 0 || Files.exists(path))) {
            return false;
        }
        try {
            file.replace(lines);
            saved = lines;
            refused = false;
            return true;
        } catch (IOException fault) {
            report(fault);
            return false;
        }
    }

    private Contents loaded(byte[] bytes) {
        saved = bytes;
        Contents contents = Contents.of(new String(bytes, ISO_8859_1));
        if (contents.skipped() > 0) {
            LOG.warn("The cache {} has {} lines that are cut or damaged; they are skipped", path, contents.skipped());
        }
        return contents;
    }

    private Contents setAside(String reason) {
        Path aside = path.resolveSibling(path.getFileName() + ".bad");
        try {
            Files.move(path, aside, StandardCopyOption.REPLACE_EXISTING);
            LOG.warn("The cache {} is not used and set aside as {}: {}", path, aside, reason);
        } catch (IOException fault) {
            LOG.warn("The cache {} is not used: {}; nor can it be set aside: {}", path, reason, fault.toString());
        }
        return Contents.NOTHING;
    }

    /** Once until it works again: this is called by a timer. */
    private void report(IOException fault) {
        if (!refused) {
            LOG.warn("The cache {} cannot be saved, the next start will know nothing: {}", path, fault.toString());
        }
        refused = true;
    }

    private static byte[] lines(Collection<CatalogueEntry> entries) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        entries.stream().sorted(BY_KEY).forEach(entry -> {
            byte[] line = (new StoredToken(entry.source(), entry.token()).line() + "\n").getBytes(ISO_8859_1);
            if (lines.size() + line.length <= MAX_BYTES) {
                lines.writeBytes(line);
            }
        });
        return lines.toByteArray();
    }

    /**
     * What was found in the file.
     *
     * @param tokens the whole lines, in the order of the file
     * @param skipped how many lines were cut or damaged
     */
    public record Contents(List<StoredToken> tokens, int skipped) {

        private static final Contents NOTHING = new Contents(List.of(), 0);

        public Contents {
            tokens = List.copyOf(tokens);
        }

        /** A line counts only with its end: the last one may be cut within its token. */
        private static Contents of(String text) {
            String whole = text.substring(0, text.lastIndexOf('\n') + 1);
            List<StoredToken> tokens = whole.lines()
                    .map(StoredToken::parse)
                    .flatMap(Optional::stream)
                    .toList();
            long lines = whole.lines().count() + (whole.length() < text.length() ? 1 : 0);
            return new Contents(tokens, (int) lines - tokens.size());
        }
    }
}
