package io.cameldiscovery.token;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cameldiscovery.message.MessageCodec;
import io.cameldiscovery.message.StrictJson;
import java.io.IOException;

/** Distinguishes messages of another protocol version from broken ones. */
final class ProtocolVersion {

    private static final JsonMapper MAPPER = StrictJson.mapper();

    private ProtocolVersion() {}

    /** Whether claims that could not be read say that they are of another version. */
    static boolean isForeign(byte[] claims) {
        try {
            JsonNode version = MAPPER.readTree(StrictJson.text(claims)).path("v");
            return version.isIntegralNumber() && version.longValue() != MessageCodec.VERSION;
        } catch (IOException notJson) {
            return false;
        }
    }
}
