package io.cameldiscovery.token;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.cameldiscovery.message.DiscoveryMessage;
import io.cameldiscovery.message.MessageCodec;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Makes messages into tokens signed by this node, and encrypts them when it has a key for that. Thread-safe. */
public final class TokenSigner {

    /** The longest token, in octets: what one UDP datagram holds on any IPv6 network (RFC 8200 section 5). */
    public static final int MAX_DATAGRAM = 1232;

    private final NodeKey key;
    private final Signatures signatures;
    private final Map<String, String> headersByType = new ConcurrentHashMap<>();
    private final TokenEncryption encryption = new TokenEncryption();
    private final @Nullable EncryptionKey encryptionKey;
    private final String encryptionHeader;

    public TokenSigner(NodeKey key, EncryptionKeys encryptionKeys, SignatureEngine engine) {
        this.key = key;
        this.signatures = new Signatures(engine);
        this.encryptionKey = encryptionKeys.current();
        this.encryptionHeader = encryptionKey == null ? "" : TokenEncryption.header(encryptionKey);
    }

    /** The key that signs. */
    public String keyId() {
        return key.keyId();
    }

    /** The message as a token, of any length; no verifier accepts one longer than {@link #MAX_DATAGRAM}. */
    public String sign(DiscoveryMessage message) {
        String input = header(message.type()) + "." + Base64Url.encode(MessageCodec.encode(message));
        byte[] signature = signatures.sign(key.algorithm(), key.key(), input.getBytes(ISO_8859_1));
        String signed = input + "." + Base64Url.encode(signature);
        return encryptionKey == null ? signed : encryption.encrypt(encryptionKey, encryptionHeader, signed);
    }

    private String header(String type) {
        return headersByType.computeIfAbsent(type, unknown -> JoseHeader.ofSigned(key.algorithm(), key.keyId(), unknown)
                .encode());
    }
}
