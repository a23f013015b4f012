package io.cameldiscovery.token;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** A JWS in compact form, taken apart but not verified (RFC 7515 section 7.1). */
final class SignedToken {

    private final SignatureAlgorithm algorithm;
    private final String keyId;
    private final String type;
    private final byte[] payload;
    private final byte[] signingInput;
    private final byte[] signature;

    private SignedToken(
            SignatureAlgorithm algorithm,
            String keyId,
            String type,
            byte[] payload,
            byte[] signingInput,
            byte[] signature) {
        this.algorithm = algorithm;
        this.keyId = keyId;
        this.type = type;
        this.payload = payload;
        this.signingInput = signingInput;
        this.signature = signature;
    }

    /** @param compact three parts of base64url joined by dots */
    static SignedToken parse(String compact) throws RefusedException {
        int payloadAt = compact.indexOf('.') + 1;
        int signatureAt = compact.indexOf('.', payloadAt) + 1;
        JoseHeader header = JoseHeader.decode(compact.substring(0, payloadAt - 1));
        SignatureAlgorithm algorithm = SignatureAlgorithm.of(header.algorithm());
        if (algorithm == null) {
            throw new RefusedException(
                    Refusal.ALGORITHM_NOT_ALLOWED, "signed with '" + header.algorithm() + "', not EdDSA or HS256");
        }
        if (header.keyId() == null || header.type() == null) {
            throw new RefusedException(Refusal.MALFORMED, "the header has no kid or no typ");
        }
        return new SignedToken(
                algorithm,
                header.keyId(),
                header.type(),
                decode(compact.substring(payloadAt, signatureAt - 1)),
                compact.substring(0, signatureAt - 1).getBytes(ISO_8859_1),
                decode(compact.substring(signatureAt)));
    }

    private static byte[] decode(String part) throws RefusedException {
        try {
            return Base64Url.decode(part);
        } catch (IllegalArgumentException notBase64Url) {
            throw new RefusedException(Refusal.MALFORMED, "a part of the token is not base64url");
        }
    }

    SignatureAlgorithm algorithm() {
        return algorithm;
    }

    String keyId() {
        return keyId;
    }

    String type() {
        return type;
    }

    byte[] payload() {
        return payload;
    }

    byte[] signingInput() {
        return signingInput;
    }

    byte[] signature() {
        return signature;
    }
}
