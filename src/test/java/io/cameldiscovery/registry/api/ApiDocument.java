package io.cameldiscovery.registry.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What the OpenAPI document says of the registry, to hold its answers against. */
public final class ApiDocument {

    private static final JsonMapper JSON = new JsonMapper();
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(VersionFlag.V202012);
    private static final String PROBLEM = "application/problem+json";
    /** What any address may answer before it is known which one it is. */
    private static final Set<Integer> STRAY = Set.of(400, 404, 405, 413, 415, 429, 500);

    public static final ApiDocument INSTANCE = new ApiDocument();

    private final String text;
    private final JsonNode root;

    private ApiDocument() {
        try (InputStream in = ApiDocument.class.getResourceAsStream("/openapi.yaml")) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            root = new YAMLMapper().readTree(text);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    String text() {
        return text;
    }

    JsonNode root() {
        return root;
    }

    /** Such as {@code GET /v1/services/{service}}. */
    Set<String> operations() {
        Set<String> operations = new TreeSet<>();
        root.get("paths")
                .properties()
                .forEach(path -> path.getValue().fieldNames().forEachRemaining(method -> {
                    if (!method.equals("parameters")) {
                        operations.add(method.toUpperCase(java.util.Locale.ROOT) + " " + path.getKey());
                    }
                }));
        return operations;
    }

    /** Fails unless the document says that this may be answered. */
    public void check(String method, URI uri, HttpResponse<String> answer) {
        JsonNode response = response(method, uri.getRawPath(), answer.statusCode());
        String what = method + " " + uri + " answers " + answer.statusCode();
        assertThat(response).as(what + ", and the document does not say so").isNotNull();
        JsonNode content = response.path("content");
        if (content.isMissingNode()) {
            assertThat(answer.body()).as(what).isEmpty();
            return;
        }
        String type = answer.headers().firstValue("Content-Type").orElse("none");
        assertThat(content.has(type)).as(what + " with " + type).isTrue();
        if (type.endsWith("json") && !method.equals("HEAD")) {
            assertThat(problems(content.get(type).get("schema"), answer.body()))
                    .as(what + " " + answer.body())
                    .isEmpty();
        }
    }

    private JsonNode response(String method, String path, int status) {
        JsonNode operation = operation(method, path);
        JsonNode said = operation == null ? null : operation.get("responses").get(String.valueOf(status));
        if (said == null && (operation == null ? STRAY.contains(status) : status == 404 && path.contains("%"))) {
            ObjectNode stray = JSON.createObjectNode();
            stray.putObject("content")
                    .putObject(PROBLEM)
                    .putObject("schema")
                    .put("$ref", "#/components/schemas/Problem");
            return stray;
        }
        return said == null ? null : resolved(said);
    }

    private JsonNode operation(String method, String path) {
        for (Map.Entry<String, JsonNode> known : root.get("paths").properties()) {
            String pattern = Pattern.quote(known.getKey()).replaceAll("\\{\\w+}", "\\\\E[^/]+\\\\Q");
            if (path.matches(pattern)) {
                return known.getValue().get(method.toLowerCase(java.util.Locale.ROOT));
            }
        }
        return null;
    }

    private JsonNode resolved(JsonNode node) {
        JsonNode reference = node.get("$ref");
        return reference == null ? node : root.at(reference.textValue().substring(1));
    }

    /** Why this is no JSON of that schema; empty if it is. */
    Set<String> problems(JsonNode schema, String json) {
        ObjectNode whole = JSON.createObjectNode();
        whole.set("components", root.get("components"));
        whole.putArray("allOf").add(schema);
        Set<String> problems = new TreeSet<>();
        try {
            SCHEMAS.getSchema(whole).validate(JSON.readTree(json)).forEach(one -> problems.add(one.toString()));
        } catch (IOException notJson) {
            problems.add(notJson.getMessage());
        }
        return problems;
    }
}
