package io.cameldiscovery.catalogue;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A signed statement as it was kept on disk: untrusted until it is verified again.
 *
 * @param originalSource the road by which it came before it was stored
 * @param token the signed statement
 */
public record StoredToken(Source originalSource, String token) {

    /** A road, and the 3 or 5 parts of a compact token (RFC 7515 section 7.1, RFC 7516 section 7.1). */
    private static final Pattern LINE = Pattern.compile(
            "(?<source>udp|tcp|relay|registry|file) (?<token>[\\w-]++(?:\\.[\\w-]*+){2}(?:(?:\\.[\\w-]*+){2})?)");

    static Optional<StoredToken> parse(String line) {
        Matcher parts = LINE.matcher(line);
        return parts.matches()
                ? Optional.of(new StoredToken(Source.labelled(parts.group("source")), parts.group("token")))
                : Optional.empty();
    }

    String line() {
        return originalSource.label() + " " + token;
    }
}
