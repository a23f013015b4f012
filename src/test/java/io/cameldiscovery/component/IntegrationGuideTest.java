package io.cameldiscovery.component;

import static io.cameldiscovery.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.settings.Installation;
import io.cameldiscovery.settings.Role;
import io.cameldiscovery.testing.FreePort;
import io.cameldiscovery.testing.Guide;
import io.cameldiscovery.testing.Guide.Block;
import io.cameldiscovery.testing.HttpServers;
import io.cameldiscovery.testing.LogOf;
import io.cameldiscovery.testing.TestApplication;
import io.cameldiscovery.testing.TestLan;
import io.cameldiscovery.testing.TestNode;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.EventNotifierSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code docs/integration.md}: its recipes work, and its tables are complete and true. */
class IntegrationGuideTest {

    private static final Guide GUIDE = new Guide("integration.md");
    private static final String PRODUCER = "### Options of a producer";
    private static final String CONSUMER = "### Options of a consumer";
    private static final int SEVERAL = 20;

    @TempDir
    private static Path directory;

    private static TestLan lan;
    private static HttpServers shop;
    private static TestNode europe;
    private static TestNode america;

    @BeforeAll
    static void openTheShop() {
        lan = new TestLan(directory);
        lan.key("application", "*");
        shop = new HttpServers("europe", "america");
        europe = server("europe", "eu-west", "2.1", 3);
        america = server("america", "us-east", "1.9", 0);
    }

    @AfterAll
    static void closeTheShop() {
        america.close();
        europe.close();
        shop.close();
    }

    static List<Block> recipes() {
        return GUIDE.blocks("yaml");
    }

    static List<Block> calls() {
        return recipes().stream()
                .filter(recipe -> recipe.run().startsWith("direct:"))
                .toList();
    }

    static List<Block> hearing() {
        return recipes().stream()
                .filter(recipe -> recipe.run().startsWith("hears"))
                .toList();
    }

    static List<Block> announcing() {
        return recipes().stream()
                .filter(recipe -> recipe.run().startsWith("announces"))
                .toList();
    }

    @Test
    void marksEveryRecipeToBeRun() {
        assertThat(calls().size() + hearing().size() + announcing().size())
                .isEqualTo(recipes().size())
                .isGreaterThan(10);
    }

    @ParameterizedTest
    @MethodSource("calls")
    void sendsAMessageThroughTheRecipe(Block recipe) {
        String[] words = recipe.run().split("[ =]");
        try (TestApplication application = application(recipe.text())) {
            Exchange exchange = application.template().request(words[0], message -> {
                message.getMessage().setBody("ping");
                for (int i = 1; i < words.length; i += 2) {
                    message.getMessage().setHeader(words[i], words[i + 1]);
                }
            });

            assertThat(exchange.getException()).isNull();
        }
    }

    @ParameterizedTest
    @MethodSource("hearing")
    void tellsWhatHappensInTheRecipe(Block recipe) {
        Heard heard = new Heard();
        try (TestApplication application =
                plan().bean("heard", heard).routes(recipe.text()).start()) {
            eventually(() -> assertThat(heard.events).contains("orders europe up", "orders america up"));
        }
    }

    @ParameterizedTest
    @MethodSource("announcing")
    void announcesTheServiceOfTheRecipeWhileItRuns(Block recipe) {
        ServiceName service = new ServiceName(recipe.run().split(" ")[1]);
        try (TestNode client = lan.node("client", Role.CLIENT).start()) {
            try (TestApplication application = application(recipe.text())) {
                eventually(() -> assertThat(client.node().catalogue().live(service))
                        .singleElement()
                        .satisfies(entry -> assertThat(entry.record().endpoints())
                                .anyMatch(endpoint -> endpoint.toString().contains("127.0.0.1:"))));
            }
            eventually(() -> assertThat(client.node().catalogue().live(service)).isEmpty());
        }
    }

    @Test
    void callsAnotherInstanceWhenOneIsDead(@TempDir Path elsewhere) {
        TestLan otherLan = new TestLan(elsewhere);
        try (TestNode dead = otherLan.node("dead", Role.SERVER)
                        .offering("orders", "http://127.0.0.1:" + FreePort.tcp() + "/")
                        .start();
                TestNode live = otherLan.node("live", Role.SERVER)
                        .offering("orders", shop.uri("europe"))
                        .start();
                TestApplication application = otherLan.application("application")
                        .routes(GUIDE.route("call-orders-until-it-works"))
                        .start()) {
            assertThat(answers(application, SEVERAL)).containsOnly("europe / ping");
        }
    }

    @Test
    void callsAServerAtAnIpv6Address(@TempDir Path elsewhere) {
        assumeTrue(HttpServers.haveIpv6());
        TestLan otherLan = new TestLan(elsewhere);
        try (HttpServers six = HttpServers.onIpv6("six");
                TestNode server = otherLan.node("server", Role.SERVER)
                        .offering("orders", six.uri("six"))
                        .start();
                TestApplication application = otherLan.application("application")
                        .routes(GUIDE.route("call-orders"))
                        .start()) {
            assertThat(answers(application, 1)).containsOnly("six / ping");
        }
    }

    @Test
    void sendsWhatBelongsTogetherToOneInstance() {
        try (TestApplication application = application(GUIDE.route("call-orders-of-a-customer"))) {
            eventually(() -> assertThat(customers(application)).contains("europe / ping", "america / ping"));

            List<String> first = customers(application);
            assertThat(customers(application)).isEqualTo(first);
        }
    }

    @Test
    void sendsNothingToWhatWeighsNothing() {
        try (TestApplication application = application(GUIDE.route("call-orders-by-weight"))) {
            eventually(() -> assertThat(answers(application, SEVERAL)).containsOnly("europe / ping"));
        }
    }

    @Test
    void staysInTheRegion() {
        try (TestApplication application = application(GUIDE.route("call-nearest-orders"))) {
            eventually(() -> assertThat(answers(application, SEVERAL)).containsOnly("europe / ping"));
        }
    }

    @Test
    void callsOnlyWhatPassesTheFilter() {
        try (TestApplication application = application(GUIDE.route("call-new-orders-in-europe"))) {
            assertThat(answers(application, SEVERAL)).containsOnly("europe / ping");
        }
    }

    @Test
    void gathersTheAnswersOfAllInstances() {
        try (TestApplication application = application(GUIDE.route("ask-all-orders"))) {
            eventually(() -> assertThat((List<?>) application
                            .send("direct:ask-all", "ping")
                            .getMessage()
                            .getBody(List.class))
                    .map(answer -> application.context().getTypeConverter().convertTo(String.class, answer))
                    .containsExactlyInAnyOrder("europe / ping", "america / ping"));
        }
    }

    @Test
    void goesOnWithoutAddressWhenNobodyIsThere() {
        try (TestApplication application = application(GUIDE.route("enrich-if-possible"))) {
            Exchange exchange = application.send("direct:enrich", "ping");

            assertThat(exchange.getException()).isNull();
            assertThat(exchange.getMessage().getBody()).isEqualTo("ping");
            assertThat(exchange.getMessage().getHeaders())
                    .containsEntry("CamelDiscoveryFound", false)
                    .containsKey("CamelDiscoveryReason")
                    .doesNotContainKey("CamelDiscoveryUri");
        }
    }

    @Test
    void withdrawsWhatIsNotWell() {
        String recipe = GUIDE.route("serve-healthy-shop").replace("healthChecks: context", "healthChecks: nothing");
        ServiceName service = new ServiceName("shop");
        try (TestNode client = lan.node("client", Role.CLIENT).start();
                LogOf log = LogOf.infoAndAbove("io.cameldiscovery.component");
                TestApplication application = application(recipe)) {
            eventually(() -> assertThat(log.lines()).anyMatch(line -> line.contains("no health check 'nothing'")));
            assertThat(client.node().catalogue().live(service)).isEmpty();
        }
    }

    @Test
    void namesEveryOptionWithItsDefault() throws IOException {
        Map<String, String> said = defaults(PRODUCER);
        said.putAll(defaults(CONSUMER));

        assertThat(said).isEqualTo(options(label -> true));
    }

    @Test
    void namesTheOptionsOfAProducerAndOfAConsumerWhereTheyBelong() throws IOException {
        assertThat(defaults(PRODUCER))
                .containsAllEntriesOf(options(label -> label.startsWith("producer")))
                .doesNotContainKeys(names(options(label -> label.startsWith("consumer"))));
        assertThat(defaults(CONSUMER))
                .containsAllEntriesOf(options(label -> label.startsWith("consumer")))
                .doesNotContainKeys(names(options(label -> label.startsWith("producer"))));
    }

    @Test
    void namesEveryHeaderWithItsType() throws IOException {
        Map<String, String> said = new TreeMap<>();
        GUIDE.table("### Headers").forEach(row -> said.put(row.get(0), row.get(1) + " " + row.get(2)));
        Map<String, String> known = new TreeMap<>();
        catalogue()
                .get("headers")
                .properties()
                .forEach(header -> known.put(
                        header.getKey(),
                        text(header.getValue(), "javaType") + " "
                                + text(header.getValue(), "label").replace("common", "both")));

        assertThat(said).isEqualTo(known);
    }

    @Test
    void namesEverySettingOfTheSelectionWithItsDefault() {
        Map<String, String> known = new TreeMap<>(new Installation(null).reference());
        known.keySet().removeIf(key -> !key.startsWith("discovery.selection."));

        assertThat(defaults("### How warm the catalogue is")).isEqualTo(known);
    }

    @Test
    void namesOnlySettingsThatThereAre() throws IOException {
        Properties all = new Properties();
        for (Block block : GUIDE.blocks("properties")) {
            all.load(new StringReader(block.text()));
        }

        assertThat(new Installation(null).reference().keySet())
                .containsAll(all.stringPropertyNames())
                .isNotEmpty();
    }

    private static Map<String, String> defaults(String heading) {
        Map<String, String> defaults = new TreeMap<>();
        GUIDE.table(heading).forEach(row -> defaults.put(row.get(0), plain(row.get(1))));
        return defaults;
    }

    /** What the generated catalogue says of the options with such a label. */
    private static Map<String, String> options(Predicate<String> label) throws IOException {
        Map<String, String> options = new TreeMap<>();
        catalogue().get("properties").properties().stream()
                .filter(option -> label.test(text(option.getValue(), "label")))
                .forEach(option -> options.put(option.getKey(), plain(text(option.getValue(), "defaultValue"))));
        return options;
    }

    private static String[] names(Map<String, String> options) {
        return options.keySet().toArray(String[]::new);
    }

    /** Camel takes ROUND_ROBIN and roundRobin alike. */
    private static String plain(String value) {
        return value.replace("_", "").toLowerCase(Locale.ROOT);
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asText();
    }

    private static JsonNode catalogue() throws IOException {
        return new ObjectMapper()
                .readTree(TestNode.PROJECT
                        .resolve("src/generated/resources/META-INF/io/cameldiscovery/component/discovery.json")
                        .toFile());
    }

    private static List<String> answers(TestApplication application, int times) {
        return IntStream.range(0, times)
                .mapToObj(i -> answer(application, "nobody"))
                .toList();
    }

    private static List<String> customers(TestApplication application) {
        return Stream.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l")
                .map(customer -> answer(application, customer))
                .toList();
    }

    private static String answer(TestApplication application, String customer) {
        Exchange exchange = application.template().request("direct:call-orders", message -> {
            message.getMessage().setBody("ping");
            message.getMessage().setHeader("customer", customer);
        });
        assertThat(exchange.getException()).isNull();
        return exchange.getMessage().getBody(String.class);
    }

    private static TestApplication application(String routes) {
        return plan().routes(routes).start();
    }

    private static TestApplication.Plan plan() {
        return lan.application("application")
                .with("camel.server.enabled", true)
                .with("camel.server.host", "127.0.0.1")
                .with("camel.server.port", FreePort.tcp())
                .with("camel.health.enabled", true);
    }

    private static TestNode server(String name, String region, String version, int weight) {
        return lan.node(name, Role.SERVER)
                .with("discovery.region", region)
                .offering("orders", shop.uri(name))
                .with("discovery.service.orders.metadata.version", version)
                .with("discovery.service.orders.metadata.weight", weight)
                .start();
    }

    /** Writes down what the exchanges of a consumer say. */
    private static final class Heard extends EventNotifierSupport {

        private final List<String> events = new CopyOnWriteArrayList<>();

        @Override
        public boolean isEnabled(CamelEvent event) {
            return event instanceof CamelEvent.ExchangeCompletedEvent;
        }

        @Override
        public void notify(CamelEvent event) {
            Message message =
                    ((CamelEvent.ExchangeCompletedEvent) event).getExchange().getMessage();
            events.add(message.getHeader(DiscoveryConstants.SERVICE) + " "
                    + message.getHeader(DiscoveryConstants.INSTANCE) + " "
                    + message.getHeader(DiscoveryConstants.EVENT));
        }
    }
}
