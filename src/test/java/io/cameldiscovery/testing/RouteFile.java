package io.cameldiscovery.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** One of the files under {@code routes/}, as text, as YAML, and as what its header says. */
public record RouteFile(Path path, String text) {

    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^}]+)}}");
    /** What routes name that no file sets, with values such as a node gives them. */
    public static final Map<String, String> GIVEN_BY_THE_NODE = Map.of(
            "discovery.catalogue.expiry-interval", "250",
            "discovery.registry.dns.used", "true",
            "discovery.registry.failover-delay", "50",
            "discovery.registry.goodbye-timeout", "500",
            "discovery.registry.others", "0",
            "discovery.registry.used", "true");

    private static final Pattern BEAN_IN_SIMPLE = Pattern.compile("\\$\\{bean:([A-Za-z]+)");

    /** All of them. */
    public static List<RouteFile> all() {
        try (Stream<Path> files = Files.walk(TestNode.PROJECT.resolve("routes"))) {
            return files.filter(file -> file.toString().endsWith(".camel.yaml"))
                    .sorted()
                    .map(RouteFile::read)
                    .toList();
        } catch (IOException unusual) {
            throw new UncheckedIOException(unusual);
        }
    }

    private static RouteFile read(Path path) {
        try {
            return new RouteFile(path, Files.readString(path));
        } catch (IOException unusual) {
            throw new UncheckedIOException(unusual);
        }
    }

    /** The name of its folder. */
    public String role() {
        return path.getParent().getFileName().toString();
    }

    /** The comment at its top, without the marks. */
    public List<String> header() {
        return text.lines()
                .takeWhile(line -> line.startsWith("#"))
                .map(line -> line.substring(1))
                .toList();
    }

    /** What the header says after such a word. */
    public String said(String word) {
        return header().stream()
                .filter(line -> line.startsWith(" " + word + " "))
                .map(line -> line.substring(word.length() + 2).strip())
                .findFirst()
                .orElse("");
    }

    /** What the header says after such a word: names without what stands in brackets. */
    public List<String> namesSaid(String word) {
        return Stream.of(said(word).replaceAll("\\([^)]*\\)", "").split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty() && !name.equals("none"))
                .toList();
    }

    /** The keys that stand in double braces. */
    public Set<String> placeholders() {
        return found(PLACEHOLDER, text);
    }

    public JsonNode yaml() {
        return parse(text);
    }

    /** With those values in the place of their keys. */
    public JsonNode yaml(Map<String, String> settings) {
        return parse(PLACEHOLDER
                .matcher(text)
                .replaceAll(key -> Matcher.quoteReplacement(settings.getOrDefault(key.group(1), key.group()))));
    }

    /** What Camel's schema for YAML says against it, with those values in the place of their keys. */
    public Set<ValidationMessage> faults(Map<String, String> settings) {
        return Schema.OF_CAMEL.validate(yaml(settings));
    }

    public List<JsonNode> routes() {
        return StreamSupport.stream(yaml().spliterator(), false)
                .filter(entry -> entry.has("route"))
                .map(entry -> entry.get("route"))
                .toList();
    }

    public List<String> routeIds() {
        return routes().stream().map(route -> route.path("id").asText()).toList();
    }

    /** The beans that its steps and options name. */
    public Set<String> beans() {
        Set<String> beans = new TreeSet<>(found(BEAN_IN_SIMPLE, text));
        for (String field : List.of("ref", "idempotentRepository", "executorService")) {
            withField(yaml(), field, ref -> true)
                    .forEach(node -> beans.add(node.get(field).asText()));
        }
        everyText(yaml()).filter(value -> value.startsWith("#")).forEach(value -> beans.add(value.substring(1)));
        return beans;
    }

    /** The objects, at any depth, whose field of that name is such a text. */
    public static List<JsonNode> withField(JsonNode node, String field, Predicate<String> value) {
        List<JsonNode> found = new ArrayList<>();
        if (node.path(field).isTextual() && value.test(node.get(field).asText())) {
            found.add(node);
        }
        node.forEach(child -> found.addAll(withField(child, field, value)));
        return found;
    }

    @Override
    public String toString() {
        return role() + "/" + path.getFileName();
    }

    private static Stream<String> everyText(JsonNode node) {
        return node.isTextual()
                ? Stream.of(node.asText())
                : StreamSupport.stream(node.spliterator(), false).flatMap(RouteFile::everyText);
    }

    private static Set<String> found(Pattern pattern, String text) {
        Set<String> found = new TreeSet<>();
        pattern.matcher(text).results().forEach(match -> found.add(match.group(1)));
        return found;
    }

    private static JsonNode parse(String yaml) {
        try {
            return YAML.readTree(yaml);
        } catch (IOException notYaml) {
            throw new UncheckedIOException(notYaml);
        }
    }

    /** Large, so it is read once and when it is needed. */
    private static final class Schema {

        static final JsonSchema OF_CAMEL = read();

        private static JsonSchema read() {
            SchemaValidatorsConfig loose =
                    SchemaValidatorsConfig.builder().typeLoose(true).build();
            try (InputStream in = RouteFile.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
                return JsonSchemaFactory.getInstance(VersionFlag.V4).getSchema(in, loose);
            } catch (IOException unusual) {
                throw new UncheckedIOException(unusual);
            }
        }
    }
}
