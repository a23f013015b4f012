package io.cameldiscovery.settings;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the routes and settings are: in the folders {@code routes/} and {@code config/} of a home directory, or, without
 * one, those packed into the jar.
 */
public final class Installation {

    private static final String PACKED = "camel-discovery/";
    private static final String REFERENCE = "application.properties";
    private static final String ROUTE_FILE = ".camel.yaml";

    /** The routes in the jar, by role. Named one by one: a jar within a jar, as Spring Boot makes, lists no folders. */
    private static final Map<String, List<String>> PACKED_ROUTES = Map.of(
            "common",
            List.of("dropped-messages", "learn-record", "receive-messages", "watch-interfaces"),
            "client",
            List.of(
                    "accept-response",
                    "keep-cache",
                    "keep-warm",
                    "query-network",
                    "query-registry",
                    "resolve-service",
                    "verify-instance"),
            "server",
            List.of("announce", "answer-probe", "renew-lease", "respond-to-query", "say-goodbye"),
            "registry",
            List.of(
                    "answer-request",
                    "describe-api",
                    "drain-instance",
                    "expire-leases",
                    "failed-requests",
                    "list-drains",
                    "register-lease",
                    "register-leases",
                    "serve-dns",
                    "serve-registry",
                    "undrain-instance",
                    "watch-files",
                    "withdraw-lease"));

    private final @Nullable Path home;

    /** @param home the directory with {@code routes/} and {@code config/}; null for what the jar holds */
    public Installation(@Nullable Path home) {
        this.home = home;
    }

    /** What the start script says, else what is in the working directory, else the jar. */
    public static Installation find() {
        String told = System.getProperty("discovery.home");
        if (told != null) {
            return new Installation(Path.of(told));
        }
        Path here = Path.of("");
        boolean complete =
                Files.isDirectory(here.resolve("routes/common")) && Files.isDirectory(here.resolve("config"));
        return new Installation(complete ? here : null);
    }

    /** For a node that is part of another application: what the system property says, else the jar. */
    public static Installation embedded() {
        String told = System.getProperty("discovery.home");
        return new Installation(told == null ? null : Path.of(told));
    }

    /** Every setting with its default: the reference that is packed into the jar. */
    public Map<String, String> reference() {
        Map<String, String> all = new LinkedHashMap<>();
        for (String name : List.of(REFERENCE)) {
            all.putAll(packed(name));
        }
        return all;
    }

    /** The settings files of these roles, weak to strong. */
    public List<Map<String, String>> settings(Collection<Role> roles) {
        Stream<String> names = Stream.concat(
                Stream.of(REFERENCE), roles.stream().map(role -> "application-" + role.label() + ".properties"));
        return names.map(this::file).flatMap(Optional::stream).toList();
    }

    /** Camel's pattern for the route files of these roles. @throws ConfigurationException if a folder is missing */
    public String routes(Collection<Role> roles) {
        return String.join(
                ",",
                Stream.concat(Stream.of("common"), roles.stream().map(Role::label))
                        .map(this::folder)
                        .toList());
    }

    /** Reads a settings file named by the operator. */
    public static Map<String, String> read(Path file) {
        try {
            return parse(Files.readString(file));
        } catch (NoSuchFileException missing) {
            throw new ConfigurationException(
                    "cannot read the settings in " + file + ": there is no such file", missing);
        } catch (IOException | IllegalArgumentException unreadable) {
            throw new ConfigurationException("cannot read the settings in " + file + ": " + unreadable, unreadable);
        }
    }

    private String folder(String name) {
        if (home == null) {
            return PACKED_ROUTES.getOrDefault(name, List.of()).stream()
                    .map(route -> "classpath:" + PACKED + "routes/" + name + "/" + route + ROUTE_FILE)
                    .collect(Collectors.joining(","));
        }
        Path folder = home.resolve("routes").resolve(name).toAbsolutePath();
        try (Stream<Path> files = Files.list(folder)) {
            if (files.noneMatch(file -> file.toString().endsWith(".camel.yaml"))) {
                throw new ConfigurationException(
                        "no *.camel.yaml in " + folder + ": copy the routes of this role there");
            }
        } catch (IOException unreadable) {
            throw new ConfigurationException(
                    "cannot read the routes in " + folder + " ("
                            + unreadable.getClass().getSimpleName() + "): the folder must exist and be readable",
                    unreadable);
        }
        return "file:" + folder + "/*.camel.yaml";
    }

    private Optional<Map<String, String>> file(String name) {
        if (home == null) {
            return Optional.of(packed(name));
        }
        Path file = home.resolve("config").resolve(name);
        return Files.exists(file) ? Optional.of(read(file)) : Optional.empty();
    }

    private static Map<String, String> packed(String name) {
        try (InputStream in = Installation.class.getClassLoader().getResourceAsStream(PACKED + "config/" + name)) {
            return in == null
                    ? Map.of()
                    : parse(new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
        } catch (IOException broken) {
            throw new IllegalStateException("the jar is broken: " + name, broken);
        }
    }

    private static Map<String, String> parse(String text) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(text));
        Map<String, String> settings = new LinkedHashMap<>();
        properties.stringPropertyNames().forEach(key -> settings.put(key, properties.getProperty(key)));
        return settings;
    }
}
