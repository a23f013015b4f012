package io.cameldiscovery.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.MalformedInputException;

/**
 * JSON that every implementation reads alike (RFC 7493): well-formed UTF-8 without byte order mark, no member twice, no
 * value for another, nothing behind it. Numbers that are taken are whole and from 0, in digits alone. Thread-safe.
 */
public final class StrictJson {

    private static final int MAX_NESTING = 5;
    private static final int MAX_STRING = 8192;
    private static final int HEXADECIMAL = 16;

    private StrictJson() {}

    /** What reads the text that {@link #text} gives, and writes JSON. */
    public static JsonMapper mapper() {
        JsonMapper mapper = JsonMapper.builder()
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .withCoercionConfig(
                        LogicalType.Textual, text -> text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
                .addModule(new SimpleModule().addDeserializer(Long.class, new WholeNumber()))
                .build();
        mapper.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_NESTING)
                        .maxStringLength(MAX_STRING)
                        .build());
        return mapper;
    }

    /**
     * The octets as text. To let the parser guess their encoding would let one text have several spellings.
     *
     * @throws CharacterCodingException if they are not UTF-8 (RFC 3629 section 3), or escape half a surrogate pair
     */
    public static String text(byte[] octets) throws CharacterCodingException {
        String text = isAscii(octets)
                ? new String(octets, ISO_8859_1)
                : UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
        requireWholePairs(text);
        return text;
    }

    private static boolean isAscii(byte[] octets) {
        for (byte octet : octets) {
            if (octet < 0) {
                return false;
            }
        }
        return true;
    }

    /** RFC 7493 section 2.1: what {@code \ud800} alone escapes is no character. */
    private static void requireWholePairs(String text) throws MalformedInputException {
        for (int at = text.indexOf('\\'); at >= 0; at = text.indexOf('\\', at)) {
            char escaped = escaped(text, at);
            if (Character.isHighSurrogate(escaped) && Character.isLowSurrogate(escaped(text, at + 6))) {
                at += 12;
            } else if (Character.isSurrogate(escaped)) {
                throw new MalformedInputException(at);
            } else {
                at += 2;
            }
        }
    }

    /** What <code>&#92;uXXXX</code> there stands for; 0 if there is none, of which the parser may complain. */
    private static char escaped(String text, int at) {
        if (!text.startsWith("\\u", at) || at + 6 > text.length()) {
            return 0;
        }
        int value = 0;
        for (int i = at + 2; i < at + 6; i++) {
            int digit = Character.digit(text.charAt(i), HEXADECIMAL);
            if (digit < 0) {
                return 0;
            }
            value = value * HEXADECIMAL + digit;
        }
        return (char) value;
    }

    /** {@code 1e3}, {@code 1.0} and {@code -0} are integers to some parsers and not to others. */
    private static final class WholeNumber extends StdScalarDeserializer<Long> {

        private static final long serialVersionUID = 1;

        WholeNumber() {
            super(Long.class);
        }

        @Override
        public Long deserialize(JsonParser json, DeserializationContext context) throws IOException {
            if (json.currentToken() != JsonToken.VALUE_NUMBER_INT
                    || json.getText().startsWith("-")) {
                return (Long) context.handleUnexpectedToken(Long.class, json);
            }
            return json.getLongValue();
        }
    }
}
