package io.cameldiscovery.registry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads the body of a request with many tokens: a JSON array of strings. */
final class TokenList {

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(2)
                    .maxStringLength(16_384)
                    .build())
            .build();
    private static final String FORM = "write a JSON array of tokens: [\"eyJ...\", \"eyJ...\"]";

    private TokenList() {}

    /** There are more tokens than one request may have. */
    static final class TooManyException extends Exception {
        TooManyException(int most) {
            super("send at most " + most + " tokens in one request");
        }
    }

    /**
     * @param most how many there may be
     * @throws IllegalArgumentException if it is no array of strings; the message says what to write
     * @throws TooManyException if there are more
     */
    static List<String> parse(String body, int most) throws TooManyException {
        ArrayList<String> tokens = new ArrayList<>();
        try (JsonParser json = JSON.createParser(body)) {
            require(json.nextToken() == JsonToken.START_ARRAY);
            while (json.nextToken() == JsonToken.VALUE_STRING) {
                if (tokens.size() == most) {
                    throw new TooManyException(most);
                }
                tokens.add(json.getText());
            }
            require(json.currentToken() == JsonToken.END_ARRAY && json.nextToken() == null);
            return tokens;
        } catch (IOException notJson) {
            throw new IllegalArgumentException(FORM, notJson);
        }
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new IllegalArgumentException(FORM);
        }
    }
}
