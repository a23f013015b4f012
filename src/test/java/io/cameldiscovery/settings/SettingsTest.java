package io.cameldiscovery.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    private static final Map<String, String> REFERENCE = Map.of(
            "discovery.lan.port", "9797",
            "discovery.lan.multicast", "true",
            "discovery.lan.interfaces", "",
            "discovery.announcer.interval", "30s",
            "discovery.announcer.jitter", "0.1",
            "discovery.trust.file", "",
            "discovery.region", "",
            "discovery.verification.method", "probe",
            "camel.main.name", "discovery");

    private enum Method {
        PROBE,
        TCP
    }

    @Test
    void takesTheStrongestLayer() {
        Settings settings = Settings.of(
                REFERENCE,
                List.of(
                        Map.of("discovery.lan.port", "1000", "discovery.announcer.jitter", "0.2"),
                        Map.of("discovery.lan.port", " 2000 ")));

        assertThat(settings.text("discovery.lan.port")).isEqualTo("2000");
        assertThat(settings.text("discovery.announcer.jitter")).isEqualTo("0.2");
        assertThat(settings.text("discovery.announcer.interval")).isEqualTo("30s");
    }

    @ParameterizedTest
    @CsvSource({
        "discovery.lan.prot, discovery.lan.port",
        "discovery.lan.mutlicast, discovery.lan.multicast",
        "discovery.anouncer.interval, discovery.announcer.interval",
        "discovery.trust-file, discovery.trust.file"
    })
    void refusesAKeyThatDoesNotExistAndNamesTheNearest(String wrong, String meant) {
        refuses(
                () -> with(wrong, "1"),
                wrong + " is not a setting; did you mean " + meant
                        + "? (config/application.properties lists them all)");
    }

    @ParameterizedTest
    @CsvSource({
        "discovery.service.orders, discovery.service.orders.endpoints",
        "discovery.service.orders.endpoint, discovery.service.orders.endpoints",
        "discovery.service.orders.eu.endpoint, discovery.service.orders.eu.endpoints",
        "discovery.service.orders.url, discovery.service.orders.endpoints",
        "discovery.service.orders.metadata, discovery.service.orders.metadata.<key>",
        "discovery.service.orders.metadata., discovery.service.orders.metadata.<key>",
        "discovery.service.orders.meta.version, discovery.service.orders.metadata.version"
    })
    void namesTheSettingOfAServiceThatWasMeant(String wrong, String meant) {
        refuses(
                () -> with(wrong, "1"),
                wrong + " is not a setting; did you mean " + meant
                        + "? (config/application.properties lists them all)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lan.port", "service.orders.endpoints", "service.orders.metadata.version"})
    void refusesASettingWhosePrefixWasForgotten(String key) {
        refuses(
                () -> with(key, "1"),
                key + " is not a setting; did you mean discovery." + key
                        + "? (config/application.properties lists them all)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"camel.main.shutdownTimeout", "camel.main.name", "lan.prot", "topic", "main.name", "region"})
    void leavesKeysOfOthersAlone(String key) {
        assertThat(with(key, "7").text(key)).isEqualTo("7");
    }

    @Test
    void saysWhichSettingDoesNotExistWhenItsCodeAsksForOne() {
        assertThatThrownBy(() -> with("discovery.lan.port", "1").text("discovery.lan.prot"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not in config/application.properties: discovery.lan.prot");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "65536", "-1", "1.5", "port", "", "99999999999"})
    void wantsAWholeNumberWithinItsLimits(String value) {
        refuses(
                () -> with("discovery.lan.port", value).integer("discovery.lan.port", 1, 65535),
                "discovery.lan.port = '" + value + "' is not valid: write a whole number from 1 to 65535");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-0.1", "1.1", "much", "", "NaN"})
    void wantsANumberWithinItsLimits(String value) {
        refuses(
                () -> with("discovery.announcer.jitter", value).number("discovery.announcer.jitter", 0, 1),
                "discovery.announcer.jitter = '" + value + "' is not valid: write a number from 0.0 to 1.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"30", "30 s", "s", "", "-1s", "1.5s", "1y", "1m30s", "30S"})
    void wantsADurationWithItsUnit(String value) {
        refuses(
                () -> with("discovery.announcer.interval", value).duration("discovery.announcer.interval"),
                "discovery.announcer.interval = '" + value
                        + "' is not valid: write a duration such as 250ms, 30s or 10m");
    }

    @Test
    void wantsADurationThatIsLongEnough() {
        Settings settings = with("discovery.announcer.interval", "999ms");

        refuses(
                () -> settings.duration("discovery.announcer.interval", Duration.ofSeconds(1)),
                "discovery.announcer.interval = '999ms' is not valid: write a duration of at least 1s");
        assertThat(settings.duration("discovery.announcer.interval", Duration.ofMillis(999)))
                .isEqualTo(Duration.ofMillis(999));
    }

    @ParameterizedTest
    @CsvSource({
        "50, 50ms",
        "1000, 1s",
        "1500, 1500ms (1.5s)",
        "90000, 90s (1m30s)",
        "3600000, 1h",
        "87000000, 1450m (24h10m)"
    })
    void saysHowLongInWordsThatASettingTakesAndWhatThatFollowsFrom(long millis, String written) {
        refuses(
                () -> with("discovery.announcer.interval", "1ms")
                        .duration("discovery.announcer.interval", Duration.ofMillis(millis), "twice the other"),
                "discovery.announcer.interval = '1ms' is not valid: write a duration of at least " + written
                        + ": twice the other");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "TRUE", "", "1"})
    void wantsTrueOrFalse(String value) {
        refuses(
                () -> with("discovery.lan.multicast", value).flag("discovery.lan.multicast"),
                "discovery.lan.multicast = '" + value + "' is not valid: write true or false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ping", "TCP", ""})
    void wantsOneOfItsChoices(String value) {
        refuses(
                () -> with("discovery.verification.method", value)
                        .choice("discovery.verification.method", Method.class),
                "discovery.verification.method = '" + value + "' is not valid: write one of probe, tcp");
    }

    @Test
    void saysWhyAFileNameIsNone() {
        refuses(
                () -> with("discovery.trust.file", "a\0b").path("discovery.trust.file"),
                "discovery.trust.file = 'a\0b' is not valid: write a file name (Nul character not allowed: a\0b)");
    }

    @ParameterizedTest
    @CsvSource({"250ms, 250", "30s, 30000", "10m, 600000", "24h, 86400000", "2d, 172800000", "0s, 0"})
    void readsDurationsAndTellsThemToRoutesInMilliseconds(String value, long millis) {
        Settings settings = with("discovery.announcer.interval", value);

        assertThat(settings.duration("discovery.announcer.interval")).isEqualTo(Duration.ofMillis(millis));
        assertThat(settings.forRoutes()).containsEntry("discovery.announcer.interval", Long.toString(millis));
    }

    @Test
    void tellsRoutesEverythingElseAsItIs() {
        Settings settings = with("camel.main.name", "10s");

        assertThat(settings.forRoutes())
                .containsEntry("discovery.lan.port", "9797")
                .containsEntry("discovery.announcer.jitter", "0.1")
                .containsEntry("camel.main.name", "10s");
    }

    @Test
    void readsValuesOfEveryType() {
        Settings settings = Settings.of(
                REFERENCE,
                List.of(Map.of(
                        "discovery.lan.interfaces", " eth0, ,en*",
                        "discovery.trust.file", "keys/trust.jwks",
                        "discovery.lan.multicast", "false",
                        "discovery.verification.method", "tcp")));

        assertThat(settings.integer("discovery.lan.port", 1, 65535)).isEqualTo(9797);
        assertThat(settings.number("discovery.announcer.jitter", 0, 1)).isEqualTo(0.1);
        assertThat(settings.list("discovery.lan.interfaces")).containsExactly("eth0", "en*");
        assertThat(settings.path("discovery.trust.file")).contains(Path.of("keys", "trust.jwks"));
        assertThat(settings.flag("discovery.lan.multicast")).isFalse();
        assertThat(settings.choice("discovery.verification.method", Method.class))
                .isEqualTo(Method.TCP);
    }

    @Test
    void takesEmptyForNone() {
        Settings settings = Settings.of(REFERENCE, List.of());

        assertThat(settings.optional("discovery.trust.file")).isEmpty();
        assertThat(settings.path("discovery.trust.file")).isEmpty();
        assertThat(settings.list("discovery.lan.interfaces")).isEmpty();
    }

    @Test
    void findsSettingsInTheEnvironmentByTheirUpperCaseNames() {
        Map<String, String> reference = new TreeMap<>(REFERENCE);
        reference.put("discovery.trust.clock-tolerance", "30s");

        assertThat(Settings.fromEnvironment(
                        reference,
                        Map.of(
                                "DISCOVERY_LAN_PORT", "7",
                                "DISCOVERY_TRUST_CLOCK_TOLERANCE", "5s",
                                "DISCOVERY_HOME", "/somewhere",
                                "PATH", "/bin")))
                .isEqualTo(Map.of("discovery.lan.port", "7", "discovery.trust.clock-tolerance", "5s"));
    }

    @Test
    void saysOfASettingThatWasRemovedWhichValueThereAlwaysIs() {
        refuses(
                () -> with("discovery.query.growth", "2"),
                "discovery.query.growth is not a setting any more: remove it, the value is always 1.25");
        refuses(
                () -> Settings.fromEnvironment(REFERENCE, Map.of("DISCOVERY_REGISTRY_RETRY_AFTER", "1s")),
                "the environment variable DISCOVERY_REGISTRY_RETRY_AFTER is not a setting any more: remove it, the value is"
                        + " always 5s");
        assertThat(with("query.growth", "2").text("query.growth"))
                .as("a property of others")
                .isEqualTo("2");
    }

    @Test
    void refusesAMisspeltVariableOfTheEnvironment() {
        assertThatThrownBy(() -> Settings.fromEnvironment(REFERENCE, Map.of("DISCOVERY_LAN_PROT", "7")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("the environment variable DISCOVERY_LAN_PROT is not a setting; did you mean"
                        + " DISCOVERY_LAN_PORT?");
    }

    @Test
    void findsTheEndpointsOfAServiceInTheEnvironmentIfItsNameIsOneWord() {
        assertThat(Settings.fromEnvironment(
                        REFERENCE, Map.of("DISCOVERY_SERVICE_ORDERS_ENDPOINTS", "http://{address}:8080/")))
                .isEqualTo(Map.of("discovery.service.orders.endpoints", "http://{address}:8080/"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DISCOVERY_SERVICE_ORDERS_EU_ENDPOINTS",
                "DISCOVERY_SERVICE_ORDERS_ENDPOINT",
                "DISCOVERY_SERVICE_ORDERS_METADATA",
                "DISCOVERY_SERVICE_ORDERS_METADATA_VERSION"
            })
    void refusesAVariableThatMayMeanSeveralSettingsOfServices(String name) {
        refuses(
                () -> Settings.fromEnvironment(REFERENCE, Map.of(name, "x")),
                "the environment variable " + name + " is not a setting: of services, only"
                        + " DISCOVERY_SERVICE_<NAME>_ENDPOINTS can be set so, and only if the name is one word; write"
                        + " discovery.service.<name>.endpoints or .metadata.<key> with -D or in a file (--config)");
    }

    @Test
    void isNotDisturbedByVariablesOfOtherPrograms() {
        assertThat(Settings.fromEnvironment(
                        REFERENCE,
                        Map.of(
                                "DISCOVERY_JAVA", "-Xmx1g",
                                "DISCOVERY_SERVER_URI", "x",
                                "DISCOVERY_LAN_SERVICE_HOST", "10.0.0.1",
                                "DISCOVERY_SERVICE_PORT_ENDPOINTS", "80",
                                "DISCOVERY_SERVICE_HOST", "10.0.0.1",
                                "DISCOVERY_LAN_SERVICE_PORT_HTTP", "80",
                                "DISCOVERY_LAN_PORT_80_TCP_ADDR", "10.0.0.1")))
                .isEmpty();
    }

    @Test
    void gathersTheServicesOfANode() {
        Settings settings = Settings.of(
                REFERENCE,
                List.of(Map.of(
                        "discovery.service.orders.endpoints", "http://{address}:8080/, tcp://{address}:99",
                        "discovery.service.orders.metadata.version", "7",
                        "discovery.service.orders.metadata.a.b", "dots",
                        "discovery.service.payments.eu.endpoints", "http://{address}:8081/")));

        assertThat(settings.services())
                .isEqualTo(Map.of("orders", Map.of("version", "7", "a.b", "dots"), "payments.eu", Map.of()));
        assertThat(settings.endpointsOf("orders")).containsExactly("http://{address}:8080/", "tcp://{address}:99");
    }

    @Test
    void missesTheEndpointsOfAServiceThatHasMetadataOnly() {
        Settings settings = with("discovery.service.orders.metadata.version", "7");

        refuses(
                () -> settings.endpointsOf("orders"),
                "discovery.service.orders.endpoints is missing: write the URIs at which 'orders' is reached, such as"
                        + " http://{address}:8080/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "discovery.service.orders",
                "discovery.service.orders.endpoint",
                "discovery.service.orders.metadata",
                "discovery.service.orders.metadata."
            })
    void refusesASettingOfAServiceThatDoesNotExist(String key) {
        assertThatThrownBy(() -> with(key, "x"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(key + " is not a setting");
    }

    private static Settings with(String key, String value) {
        return Settings.of(REFERENCE, List.of(Map.of(key, value)));
    }

    private static void refuses(ThrowingCallable use, String message) {
        assertThatThrownBy(use).isInstanceOf(ConfigurationException.class).hasMessage(message);
    }
}
