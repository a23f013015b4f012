package io.cameldiscovery.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cameldiscovery.registry.Problem;
import io.cameldiscovery.registry.http.OutOfReach;
import io.cameldiscovery.settings.ConfigurationException;
import io.cameldiscovery.settings.RegistryUrl;
import io.cameldiscovery.token.BearerTokenFile;
import io.cameldiscovery.token.KeyFileException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that sends an admin request to a registry. */
abstract class OperatorCommand implements Callable<Integer> {

    static final int DONE = 0;
    static final int NOT_THERE = 1;
    static final int REFUSED = 3;
    static final int FAILED = 4;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Option(
            names = "--registry",
            split = ",",
            paramLabel = "URL",
            defaultValue = "${env:DISCOVERY_REGISTRY_URL}",
            description = {
                "The registry, such as http://10.7.0.2:9798; several over one store with commas between: the next is asked"
                        + " if one is out of reach or cannot serve.",
                "Default: DISCOVERY_REGISTRY_URL in the environment."
            })
    private List<String> registries = List.of();

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            defaultValue = "${env:DISCOVERY_REGISTRY_ADMIN_TOKEN_FILE}",
            description = {
                "The registry's admin token; readable by its owner only.",
                "Default: DISCOVERY_REGISTRY_ADMIN_TOKEN_FILE in the environment."
            })
    private @Nullable Path tokenFile;

    @Mixin
    private final RegistryTlsOptions tls = new RegistryTlsOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public final Integer call() throws InterruptedException {
        registries = registries.stream().filter(url -> !url.isBlank()).toList();
        if (registries.isEmpty()) {
            throw missing("--registry=URL", "DISCOVERY_REGISTRY_URL");
        } else if (tokenFile == null || tokenFile.toString().isEmpty()) {
            throw missing("--token-file=FILE", "DISCOVERY_REGISTRY_ADMIN_TOKEN_FILE");
        }
        String authorization;
        HttpClient client;
        try {
            registries.forEach(OperatorCommand::check);
            authorization = new BearerTokenFile(tokenFile, System::nanoTime).authorization();
            client = client();
        } catch (IllegalArgumentException | KeyFileException unusable) {
            throw new ConfigurationException(String.valueOf(unusable.getMessage()), unusable);
        }
        return run((method, path) -> send(client, authorization, method, path));
    }

    private ParameterException missing(String option, String variable) {
        return new ParameterException(
                spec.commandLine(), option + " is missing: give it, or set " + variable + " in the environment");
    }

    private static void check(String url) {
        try {
            RegistryUrl.check(url);
        } catch (IllegalArgumentException notUrl) {
            throw new IllegalArgumentException("--registry=" + url + " is no URL: " + notUrl.getMessage(), notUrl);
        }
    }

    /** Sends a request to the first registry that is in reach and can serve. */
    @FunctionalInterface
    interface Registry {

        /**
         * @return its answer; if none can serve, that of the last one that said so; null if none is in reach, which has
         *     been said then
         */
        @Nullable
        HttpResponse<String> ask(String method, String path) throws InterruptedException;
    }

    /** @return the exit code */
    abstract int run(Registry registry) throws InterruptedException;

    private HttpClient client() {
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE);
        tls.context().ifPresent(builder::sslContext);
        return builder.build();
    }

    private @Nullable HttpResponse<String> send(HttpClient client, String authorization, String method, String path)
            throws InterruptedException {
        HttpResponse<String> failing = null;
        for (String registry : registries) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(registry.replaceFirst("/+$", "") + path))
                    .timeout(PATIENCE)
                    .header("Authorization", authorization)
                    .method(method, BodyPublishers.noBody())
                    .build();
            try {
                HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
                if (answer.statusCode() < 500) {
                    return answer;
                }
                failing = answer;
            } catch (IOException unreachable) {
                System.err.println("discovery: " + registry + " is out of reach (" + reason(unreachable) + ")");
            }
        }
        return failing;
    }

    /** Says why a registry did not do what it was asked. @return the exit code */
    final int refused(HttpResponse<String> answer) {
        JsonNode problem = json(answer);
        String type = problem.path("type").asText();
        int status = answer.statusCode();
        String detail = Problem.NOT_ADMIN.type().equals(type)
                ? "the token in " + tokenFile + " is not an admin token of this registry"
                : problem.path("detail").asText("no registry, or one of another version");
        System.err.println("discovery: " + name(answer) + " answers " + status + ": " + detail);
        if (Problem.UNKNOWN_INSTANCE.type().equals(type)) {
            return NOT_THERE;
        }
        return status == 401 || status == 403 ? REFUSED : FAILED;
    }

    /** The registry that answered, by its URL if it may have been another. */
    private String name(HttpResponse<String> answer) {
        String asked = answer.uri().toString();
        return registries.size() == 1
                ? "the registry"
                : registries.stream().filter(asked::startsWith).findFirst().orElse(asked);
    }

    static JsonNode json(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException notOurs) {
            return JSON.nullNode();
        }
    }

    private static String reason(IOException failure) {
        return OutOfReach.because(failure, "--authority-file", "--certificate-file and --key-file");
    }
}
