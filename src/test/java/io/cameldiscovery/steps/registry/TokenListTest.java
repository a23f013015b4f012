package io.cameldiscovery.steps.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class TokenListTest {

    private static final JsonMapper JSON = new JsonMapper();

    @Property
    void readsAnyArrayOfStringsAsItIs(@ForAll @Size(max = 50) List<String> tokens) throws Exception {
        assertThat(TokenList.mapper().readValue(JSON.writeValueAsString(tokens), new TypeReference<List<String>>() {}))
                .isEqualTo(tokens);
    }
}
