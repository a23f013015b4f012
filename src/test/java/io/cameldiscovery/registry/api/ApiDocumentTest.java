package io.cameldiscovery.registry.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.cameldiscovery.registry.Problem;
import io.cameldiscovery.registry.Samples;
import io.cameldiscovery.registry.store.MemoryLeaseStore;
import io.cameldiscovery.testing.TestRegistry;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The OpenAPI document against what is served. That answers are as it says is checked by {@link TestRegistry}. */
class ApiDocumentTest {

    private final ApiDocument document = ApiDocument.INSTANCE;

    @Test
    void isValid() {
        ParseOptions strictly = new ParseOptions();
        strictly.setResolve(true);
        SwaggerParseResult parsed = new OpenAPIV3Parser().readContents(document.text(), null, strictly);

        assertThat(parsed.getMessages()).isEmpty();
        assertThat(parsed.getOpenAPI().getPaths()).isNotEmpty();
    }

    @Test
    void namesWhatIsServedAndNothingElse() throws Exception {
        try (TestRegistry registry = new TestRegistry(Samples::judge, new MemoryLeaseStore())) {
            Set<String> served = registry.served();
            Set<String> missing = new TreeSet<>(served);
            missing.removeAll(document.operations());
            Set<String> invented = new TreeSet<>(document.operations());
            invented.removeAll(served);

            assertThat(missing).as("served, but not in openapi.yaml").isEmpty();
            assertThat(invented).as("in openapi.yaml, but not served").isEmpty();
        }
    }

    @Test
    void namesEveryProblemType() {
        List<String> types = new ArrayList<>();
        document.root().at("/components/schemas/ProblemType/enum").forEach(type -> types.add(type.textValue()));

        assertThat(types)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Problem.values()).map(Problem::type).toList());
    }

    @Test
    void givesExamplesThatFitTheirSchemas() {
        List<JsonNode> contents = document.root().findValues("content");
        int examples = 0;
        for (JsonNode content : contents) {
            for (JsonNode media : content) {
                if (media.has("example")) {
                    assertThat(document.problems(
                                    media.get("schema"), media.get("example").toString()))
                            .as(media.toString())
                            .isEmpty();
                    examples++;
                }
            }
        }
        assertThat(examples).isGreaterThan(8);
    }

    @Test
    void describesEveryOperationOnce() {
        Set<String> ids = new TreeSet<>();
        for (JsonNode path : document.root().get("paths")) {
            path.properties().stream()
                    .filter(operation -> !operation.getKey().equals("parameters"))
                    .forEach(operation -> {
                        assertThat(operation.getValue().path("summary").asText())
                                .isNotBlank();
                        assertThat(ids.add(
                                        operation.getValue().path("operationId").asText()))
                                .isTrue();
                    });
        }
        assertThat(ids).hasSameSizeAs(document.operations());
    }

    @Test
    void isServed() throws Exception {
        try (TestRegistry registry = new TestRegistry(Samples::judge, new MemoryLeaseStore())) {
            HttpResponse<String> answer = registry.get("/v1/openapi.yaml");

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(document.text());
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/yaml");
            assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
            assertThat(answer.headers().map()).doesNotContainKeys("x-secret-of-the-client", "user-agent");
        }
    }
}
