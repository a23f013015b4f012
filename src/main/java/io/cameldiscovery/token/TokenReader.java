package io.cameldiscovery.token;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** From the octets of a packet to a signed token taken apart; the first that a stranger's bytes meet. */
final class TokenReader {

    private static final int DOTS_WHEN_SIGNED = 2;
    private static final int DOTS_WHEN_ENCRYPTED = 4;

    private final EncryptionKeys encryptionKeys;
    private final TokenEncryption encryption = new TokenEncryption();

    TokenReader(EncryptionKeys encryptionKeys) {
        this.encryptionKeys = encryptionKeys;
    }

    /** The octets as text, if their form is that of a compact token. */
    String text(byte[] octets) throws RefusedException {
        if (octets.length == 0 || octets[0] != 'e') {
            throw new RefusedException(Refusal.FOREIGN, "not a token");
        }
        if (octets.length > TokenSigner.MAX_DATAGRAM) {
            throw new RefusedException(
                    Refusal.TOO_LARGE,
                    octets.length + " octets, more than the " + TokenSigner.MAX_DATAGRAM + " of a datagram");
        }
        int dots = dots(octets);
        if (!beginsAsToken(octets) || (dots != DOTS_WHEN_SIGNED && dots != DOTS_WHEN_ENCRYPTED)) {
            throw new RefusedException(Refusal.FOREIGN, "not a token");
        }
        return new String(octets, ISO_8859_1);
    }

    /** The signed token of such a text, out of its encryption. */
    SignedToken open(String text) throws RefusedException {
        boolean encrypted = isEncrypted(text);
        if (!encrypted && !encryptionKeys.isEmpty()) {
            throw new RefusedException(Refusal.NOT_ENCRYPTED, "a plain token, but this node encrypts");
        }
        return SignedToken.parse(encrypted ? decrypt(text) : text);
    }

    private static boolean isEncrypted(String text) {
        int secondDot = text.indexOf('.', text.indexOf('.') + 1);
        return text.indexOf('.', secondDot + 1) > 0;
    }

    private String decrypt(String text) throws RefusedException {
        byte[] signed = encryption.decrypt(encryptionKeys, text);
        if (!beginsAsToken(signed) || dots(signed) != DOTS_WHEN_SIGNED) {
            throw new RefusedException(Refusal.MALFORMED, "what is encrypted is not a signed token");
        }
        return new String(signed, ISO_8859_1);
    }

    /** A header begins with <code>{"</code> and a letter, in base64url {@code eyJ}: receivers drop all else by a glance. */
    private static boolean beginsAsToken(byte[] octets) {
        return octets.length > 2 && octets[0] == 'e' && octets[1] == 'y' && octets[2] == 'J';
    }

    /** The dots among base64url, or -1 if there is anything else. */
    private static int dots(byte[] octets) {
        int dots = 0;
        for (byte octet : octets) {
            if (octet == '.') {
                dots++;
            } else if (!Base64Url.isDigit(octet)) {
                return -1;
            }
        }
        return dots;
    }
}
