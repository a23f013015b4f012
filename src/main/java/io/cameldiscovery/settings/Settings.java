package io.cameldiscovery.settings;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.util.TimeUtils;

/**
 * The settings of a node, each known and each of its type. The reference is {@code config/application.properties}: a
 * {@code discovery.*} key that it does not have is refused, with the nearest one that it has.
 */
public final class Settings {

    private static final String PREFIX = "discovery.";
    private static final String SERVICE = PREFIX + "service.";
    private static final String VARIABLES = "DISCOVERY_";
    private static final Pattern OF_KUBERNETES =
            Pattern.compile("_SERVICE_(HOST|PORT)(_|$)|_PORT_\\d+_(TCP|UDP|SCTP)(_|$)");
    private static final Pattern OF_SERVICE =
            Pattern.compile("DISCOVERY_SERVICE_(.+)_(ENDPOINTS?|METADATA|METADATA_.+)");
    private static final Pattern DURATION = Pattern.compile("\\d+(ms|s|m|h|d)");
    /** In milliseconds, the longest last. */
    private static final List<Map.Entry<String, Integer>> UNITS =
            List.of(Map.entry("s", 1_000), Map.entry("m", 60_000), Map.entry("h", 3_600_000));

    private static final Pattern SERVICE_KEY =
            Pattern.compile("discovery\\.service\\.(.+)\\.(endpoints|metadata\\.([^.].*))");

    private final Map<String, String> values;

    private Settings(Map<String, String> values) {
        this.values = values;
    }

    /**
     * Puts layers of settings on top of each other.
     *
     * @param reference every key with its default
     * @param layers from weak to strong: files, environment, command line
     * @throws ConfigurationException naming the first unknown key
     */
    public static Settings of(Map<String, String> reference, List<Map<String, String>> layers) {
        Map<String, String> values = new TreeMap<>(reference);
        for (Map<String, String> layer : layers) {
            layer.forEach((key, value) -> {
                requireKnown(key, reference.keySet());
                values.put(key, value.strip());
            });
        }
        return new Settings(values);
    }

    /**
     * The environment variables that name a setting of the reference, as Camel maps them: upper case, with {@code _}
     * for dots and hyphens. One that begins like those of a group of settings, such as {@code DISCOVERY_LAN_}, and is
     * none is refused; variables of other programs are none of ours. Of services, the endpoints can be told if the name
     * is one word.
     *
     * @throws ConfigurationException naming such a variable, and the nearest that there is
     */
    public static Map<String, String> fromEnvironment(Map<String, String> reference, Map<String, String> environment) {
        Map<String, String> keys = new TreeMap<>();
        reference.keySet().stream().filter(key -> key.startsWith(PREFIX)).forEach(key -> keys.put(variable(key), key));
        Map<String, String> removed = new TreeMap<>();
        RemovedSettings.keys().forEach(key -> removed.put(variable(PREFIX + key), key));
        Map<String, String> found = new LinkedHashMap<>();
        environment.forEach((name, value) -> {
            String key = keys.get(name);
            if (key != null) {
                found.put(key, value);
            } else if (removed.containsKey(name)) {
                throw RemovedSettings.refused("the environment variable " + name, removed.get(name));
            } else if (isOfService(name)) {
                found.put(endpointsKey(name), value);
            } else if (isMeant(name, keys.keySet())) {
                throw new ConfigurationException("the environment variable " + name + " is not a setting; did you mean "
                        + nearest(name, keys.keySet()) + "? (config/application.properties lists them all)");
            }
        });
        return found;
    }

    private static boolean isOfService(String variable) {
        return OF_SERVICE.matcher(variable).matches()
                && !OF_KUBERNETES.matcher(variable).find();
    }

    /** A _ may stand for a dot or a hyphen, and keys of metadata may have capitals: those names cannot be told. */
    private static String endpointsKey(String variable) {
        String service = variable.substring((VARIABLES + "SERVICE_").length(), variable.lastIndexOf('_'));
        if (!variable.endsWith("_ENDPOINTS") || service.contains("_")) {
            throw new ConfigurationException(
                    "the environment variable " + variable + " is not a setting: of services, only"
                            + " DISCOVERY_SERVICE_<NAME>_ENDPOINTS can be set so, and only if the name is one word; write"
                            + " discovery.service.<name>.endpoints or .metadata.<key> with -D or in a file (--config)");
        }
        return SERVICE + service.toLowerCase(Locale.ROOT) + ".endpoints";
    }

    private static String variable(String key) {
        return key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
    }

    /** Whether it begins as settings do; Kubernetes makes such names of its own for each service. */
    private static boolean isMeant(String name, Set<String> variables) {
        int section = name.indexOf('_', VARIABLES.length());
        return name.startsWith(VARIABLES)
                && section > 0
                && !OF_KUBERNETES.matcher(name).find()
                && variables.stream().anyMatch(variable -> variable.startsWith(name.substring(0, section + 1)));
    }

    /** All settings, for the placeholders of the routes: durations in milliseconds, which every option there takes. */
    public Map<String, String> forRoutes() {
        Map<String, String> placeholders = new TreeMap<>(values);
        placeholders.replaceAll((key, value) ->
                key.startsWith(PREFIX) && DURATION.matcher(value).matches()
                        ? Long.toString(TimeUtils.toMilliSeconds(value))
                        : value);
        return placeholders;
    }

    public String text(String key) {
        String value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("not in config/application.properties: " + key);
        }
        return value;
    }

    public Optional<String> optional(String key) {
        return Optional.of(text(key)).filter(value -> !value.isEmpty());
    }

    public Optional<Path> path(String key) {
        return optional(key).map(value -> parse(key, "a file name", Path::of));
    }

    /** A file that is there. */
    public Optional<Path> file(String key) {
        Optional<Path> file = path(key);
        file.filter(path -> !Files.isReadable(path)).ifPresent(path -> {
            throw new ConfigurationException(key + " = '" + path + "': there is no such file, or it cannot be read");
        });
        return file;
    }

    public List<String> list(String key) {
        return Arrays.stream(text(key).split(","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    public boolean flag(String key) {
        return parse(key, "true or false", value -> switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException();
        });
    }

    public int integer(String key, int least, int most) {
        return parse(key, "a whole number from " + least + " to " + most, value -> {
            int number = Integer.parseInt(value);
            require(number >= least && number <= most);
            return number;
        });
    }

    public double number(String key, double least, double most) {
        return parse(key, "a number from " + least + " to " + most, value -> {
            double number = Double.parseDouble(value);
            require(number >= least && number <= most);
            return number;
        });
    }

    public Duration duration(String key) {
        return parse(key, "a duration such as 250ms, 30s or 10m", value -> {
            require(DURATION.matcher(value).matches());
            return Duration.ofMillis(TimeUtils.toMilliSeconds(value));
        });
    }

    public Duration duration(String key, Duration least) {
        Duration duration = duration(key);
        return parse(key, "a duration of at least " + written(least), value -> {
            require(duration.compareTo(least) >= 0);
            return duration;
        });
    }

    /** @param why the settings that the least follows from */
    public Duration duration(String key, Duration least, String why) {
        Duration duration = duration(key);
        if (duration.compareTo(least) < 0) {
            throw new ConfigurationException(key + " = '" + text(key) + "' is not valid: write a duration of at least "
                    + written(least) + ": " + why);
        }
        return duration;
    }

    /** A duration as a setting has it, in one unit; and as people say it, if that is something else. */
    private static String written(Duration duration) {
        long millis = duration.toMillis();
        String written = millis + "ms";
        for (Map.Entry<String, Integer> unit : UNITS) {
            if (millis > 0 && millis % unit.getValue() == 0) {
                written = millis / unit.getValue() + unit.getKey();
            }
        }
        String said = duration.toString().substring(2).toLowerCase(Locale.ROOT);
        return millis < 1_000 || said.equals(written) ? written : written + " (" + said + ")";
    }

    public <E extends Enum<E>> E choice(String key, Class<E> type) {
        List<String> names = Arrays.stream(type.getEnumConstants())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .toList();
        return parse(key, "one of " + String.join(", ", names), value -> {
            require(names.contains(value));
            return Enum.valueOf(type, value.toUpperCase(Locale.ROOT));
        });
    }

    /** The value as something else; the parser's exception becomes a line that says what is wanted. */
    public <T> T parse(String key, String wanted, Function<String, T> parser) {
        String value = text(key);
        try {
            return parser.apply(value);
        } catch (RuntimeException refused) {
            throw new ConfigurationException(
                    key + " = '" + value + "' is not valid: write " + wanted + reason(refused), refused);
        }
    }

    /** @throws ConfigurationException if one of the two is set and the other is not */
    public void requireTogether(String one, String other) {
        if (optional(one).isPresent() != optional(other).isPresent()) {
            throw new ConfigurationException((optional(one).isPresent() ? other : one) + " is missing: " + one + " and "
                    + other + " go together");
        }
    }

    /** The names of the services that settings speak of, with the keys of their metadata. */
    public Map<String, Map<String, String>> services() {
        Map<String, Map<String, String>> services = new TreeMap<>();
        values.keySet().forEach(key -> {
            var matcher = SERVICE_KEY.matcher(key);
            if (matcher.matches()) {
                var metadata = services.computeIfAbsent(matcher.group(1), name -> new TreeMap<>());
                if (matcher.group(3) != null) {
                    metadata.put(matcher.group(3), text(key));
                }
            }
        });
        return services;
    }

    /** The endpoint templates of a service that {@link #services()} names. */
    public List<String> endpointsOf(String service) {
        String key = SERVICE + service + ".endpoints";
        if (!values.containsKey(key)) {
            throw new ConfigurationException(key + " is missing: write the URIs at which '" + service
                    + "' is reached, such as http://{address}:8080/");
        }
        return list(key);
    }

    private static String reason(RuntimeException refused) {
        return refused instanceof NumberFormatException || refused.getMessage() == null
                ? ""
                : " (" + refused.getMessage() + ")";
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new IllegalArgumentException();
        }
    }

    private static void requireKnown(String key, Set<String> known) {
        boolean ours = key.startsWith(PREFIX);
        if (ours ? isKnown(key, known) : !lacksThePrefix(key, known)) {
            return;
        }
        if (ours && RemovedSettings.keys().contains(key.substring(PREFIX.length()))) {
            throw RemovedSettings.refused(key, key.substring(PREFIX.length()));
        }
        throw new ConfigurationException(key + " is not a setting; did you mean " + meant(key, known)
                + "? (config/application.properties lists them all)");
    }

    /** A single word, such as region, may well be a property of the user's own routes. */
    private static boolean lacksThePrefix(String key, Set<String> known) {
        return key.indexOf('.') >= 0 && isKnown(PREFIX + key, known);
    }

    private static boolean isKnown(String key, Set<String> known) {
        return known.contains(key) || SERVICE_KEY.matcher(key).matches();
    }

    private static String meant(String key, Set<String> known) {
        if (!key.startsWith(PREFIX)) {
            return PREFIX + key;
        } else if (key.startsWith(SERVICE)) {
            return nearest(key, settingsOf(key.substring(SERVICE.length())));
        }
        return nearest(
                key,
                known.stream().filter(candidate -> candidate.startsWith(PREFIX)).toList());
    }

    /** The settings of a service that may be meant, if the name and the rest can be told apart at all. */
    private static List<String> settingsOf(String nameAndRest) {
        String text = nameAndRest.replaceFirst("\\.+$", "");
        int dot = text.lastIndexOf('.');
        String name = dot < 0 ? text : text.substring(0, dot);
        int before = name.lastIndexOf('.');
        String shorter = before < 0 ? name : name.substring(0, before);
        return Stream.of(
                        text + ".endpoints",
                        name + ".endpoints",
                        name + ".metadata.<key>",
                        shorter + ".metadata." + text.substring(dot + 1))
                .map(SERVICE::concat)
                .toList();
    }

    /** What was perhaps meant: the one of these names that is most like it, or nothing if there is none. */
    public static String nearest(String name, Collection<String> names) {
        return names.stream()
                .min(Comparator.comparingInt(candidate -> distance(name, candidate)))
                .orElse("");
    }

    /** Edits that turn one text into the other (Levenshtein). */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        Arrays.setAll(row, column -> column);
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int substitute = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substitute, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }
}
