package io.cameldiscovery.steps.registry;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.MutableCoercionConfig;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.cameldiscovery.registry.Outcome;
import io.cameldiscovery.registry.Problem;

/** How the body of a request with many tokens is read: a JSON array of strings, and nothing else. */
public final class TokenList {

    /** What is answered to any other body. */
    public static final Outcome UNREADABLE =
            Outcome.Refused.of(Problem.BAD_BODY, "write a JSON array of tokens: [\"eyJ...\", \"eyJ...\"]");

    private TokenList() {}

    /** For Camel's JSON data format. */
    public static JsonMapper mapper() {
        JsonFactory limited = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(2)
                        .maxStringLength(16_384)
                        .build())
                .build();
        return JsonMapper.builder(limited)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .withCoercionConfig(LogicalType.Textual, TokenList::onlyStrings)
                .defaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL))
                .build();
    }

    private static void onlyStrings(MutableCoercionConfig texts) {
        texts.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
    }
}
