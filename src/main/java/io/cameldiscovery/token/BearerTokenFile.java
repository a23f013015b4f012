package io.cameldiscovery.token;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Bearer tokens (RFC 6750) in a file that may be changed while the node runs ({@link Reloaded}): one per line.
 * Clients send the first; servers accept all of them, so that a new one can be put above the old one. Thread-safe.
 */
public final class BearerTokenFile {

    private static final String SCHEME = "Bearer ";
    /** RFC 6750 section 2.1, and long enough that nobody guesses it. */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]{16,512}=*");

    private static final long LARGEST_FILE = 64 * 1024;

    private final Reloaded<Tokens> tokens;

    /**
     * @param nanos monotonic time in nanoseconds
     * @throws KeyFileException if the file cannot be used now: it is for its owner only, and holds a token
     */
    public BearerTokenFile(Path file, LongSupplier nanos) {
        this.tokens = new Reloaded<>(List.of(file), () -> read(file), Tokens::inWords, nanos, reread -> {});
    }

    /**
     * Whether a request is authorized. Compares in constant time.
     *
     * @param authorization the request's header of that name, or null if it has none
     */
    public boolean admits(@Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return false;
        }
        byte[] digest = digest(authorization.substring(SCHEME.length()).strip());
        boolean admitted = false;
        for (byte[] known : tokens.get().digests()) {
            admitted |= MessageDigest.isEqual(known, digest);
        }
        return admitted;
    }

    /** The header {@code Authorization} of this node's own requests. */
    public String authorization() {
        return SCHEME + tokens.get().first();
    }

    private record Tokens(String first, List<byte[]> digests) {

        String inWords() {
            return digests.size() == 1 ? "1 token" : digests.size() + " tokens";
        }

        /** Never a token itself. */
        @Override
        public String toString() {
            return inWords();
        }
    }

    private static Tokens read(Path file) {
        List<String> lines;
        try {
            if (Files.size(file) > LARGEST_FILE) {
                throw new KeyFileException(file, "too large for a file of tokens");
            } else if (!Files.isDirectory(file) && FileModes.othersMayRead(file)) {
                throw new KeyFileException(
                        file, "holds a secret that other users may read; run 'chmod 600 " + file + "'");
            }
            lines = new String(Files.readAllBytes(file), UTF_8)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
        } catch (NoSuchFileException missing) {
            throw new KeyFileException(
                    file, "there is no such token file; make one with 'umask 077; openssl rand -hex 32 >" + file + "'");
        } catch (IOException unreadable) {
            throw KeyFileException.unreadable(file, unreadable);
        }
        if (lines.isEmpty()
                || !lines.stream().allMatch(line -> TOKEN.matcher(line).matches())) {
            throw new KeyFileException(
                    file,
                    "each line is one token of 16 to 512 letters, digits and -._~+/ (RFC 6750), such as"
                            + " 'openssl rand -hex 32' prints");
        }
        return new Tokens(
                lines.get(0), lines.stream().map(BearerTokenFile::digest).toList());
    }

    private static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(US_ASCII));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
