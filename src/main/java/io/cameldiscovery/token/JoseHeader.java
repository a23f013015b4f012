package io.cameldiscovery.token;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.cameldiscovery.message.StrictJson;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The header parameters that this protocol uses (RFC 7515 section 4.1, RFC 7516 section 4.1); others are ignored. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"alg", "enc", "kid", "typ", "cty"})
record JoseHeader(
        @JsonProperty("alg") @Nullable String algorithm,
        @JsonProperty("enc") @Nullable String encryption,
        @JsonProperty("kid") @Nullable String keyId,
        @JsonProperty("typ") @Nullable String type,
        @JsonProperty("cty") @Nullable String contentType,
        @JsonProperty("crit") @Nullable JsonNode critical,
        @JsonProperty("zip") @Nullable JsonNode compression) {

    private static final JsonMapper MAPPER = StrictJson.mapper();

    /** The cache of parsed headers: a node receives the same few again and again. */
    private static final int REMEMBERED = 1024;

    private static final int MAX_REMEMBERED_LENGTH = 256;
    private static final Cache<String, JoseHeader> KNOWN = Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .executor(Runnable::run)
            .build();

    private static final ObjectReader READER = MAPPER.readerFor(JoseHeader.class);

    static JoseHeader ofSigned(SignatureAlgorithm algorithm, String keyId, String type) {
        return new JoseHeader(algorithm.header(), null, keyId, type, null, null, null);
    }

    static JoseHeader ofEncrypted(String algorithm, String encryption, String keyId, String contentType) {
        return new JoseHeader(algorithm, encryption, keyId, null, contentType, null, null);
    }

    /** The header as the first part of a compact token. */
    String encode() {
        try {
            return Base64Url.encode(MAPPER.writeValueAsBytes(this));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("plain values always encode", impossible);
        }
    }

    /** Reads the first part of a compact token, and refuses what would change the meaning of the others. */
    static JoseHeader decode(String part) throws RefusedException {
        JoseHeader known = KNOWN.getIfPresent(part);
        if (known != null) {
            return known;
        }
        JoseHeader header = read(part);
        if (header == null || header.critical != null || header.compression != null) {
            throw new RefusedException(Refusal.MALFORMED, "the header asks for extensions that are not spoken here");
        }
        if (part.length() <= MAX_REMEMBERED_LENGTH) {
            KNOWN.put(part, header);
        }
        return header;
    }

    private static @Nullable JoseHeader read(String part) throws RefusedException {
        try {
            return READER.readValue(StrictJson.text(Base64Url.decode(part)));
        } catch (IOException | IllegalArgumentException notHeader) {
            throw new RefusedException(Refusal.MALFORMED, "the header is not JSON in base64url");
        }
    }
}
