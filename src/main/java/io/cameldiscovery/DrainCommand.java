package io.cameldiscovery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.registry.Problem;
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
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells a registry to take an instance out of use, or into use again, and says what became of it. */
abstract class DrainCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int DONE = 0;
    private static final int NOT_THERE = 1;
    private static final int REFUSED = 3;
    private static final int FAILED = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Parameters(index = "0", paramLabel = "SERVICE", description = "The service, such as orders.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String service;

    @Parameters(index = "1", paramLabel = "INSTANCE", description = "The instance id, as a lookup shows it.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String instance;

    @Option(
            names = "--registry",
            required = true,
            paramLabel = "URL",
            description = "The registry, such as http://10.7.0.2:9798.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String registry;

    @Option(
            names = "--token-file",
            required = true,
            paramLabel = "FILE",
            description = "The registry's admin token; readable by its owner only.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path tokenFile;

    private final String method;
    private final String done;

    /**
     * @param method of the request
     * @param done what to say of the instance then
     */
    private DrainCommand(String method, String done) {
        this.method = method;
        this.done = done;
    }

    @Command(
            name = "drain",
            description = {
                "Take an instance out of use, until it is undrained: clients and DNS pass it over while there are others.",
                "It holds through renewals and restarts of the instance and of the registry.",
            },
            footer = {
                "",
                "Exit codes: 0 done, 1 no such instance, 2 wrong use or unusable token file, 3 not allowed,",
                "4 the registry is out of reach or cannot do it."
            },
            mixinStandardHelpOptions = true)
    static final class Drain extends DrainCommand {
        Drain() {
            super("PUT", "is draining");
        }
    }

    @Command(
            name = "undrain",
            description = "Take an instance into use again; fine, too, if it is not drained.",
            footer = {
                "",
                "Exit codes: 0 done, 2 wrong use or unusable token file, 3 not allowed,",
                "4 the registry is out of reach or cannot do it."
            },
            mixinStandardHelpOptions = true)
    static final class Undrain extends DrainCommand {
        Undrain() {
            super("DELETE", "is in use");
        }
    }

    @Override
    public final Integer call() throws InterruptedException {
        HttpRequest request = request();
        try {
            HttpResponse<String> answer = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(PATIENCE)
                    .build()
                    .send(request, BodyHandlers.ofString());
            return tell(answer);
        } catch (IOException unreachable) {
            System.err.println("discovery: " + registry + " is out of reach (" + reason(unreachable) + ")");
            return FAILED;
        }
    }

    private HttpRequest request() {
        try {
            String path =
                    "/v1/services/" + new ServiceName(service) + "/instances/" + new InstanceId(instance) + "/drain";
            return HttpRequest.newBuilder(URI.create(RegistryUrl.check(registry).replaceFirst("/+$", "") + path))
                    .timeout(PATIENCE)
                    .header("Authorization", new BearerTokenFile(tokenFile, System::nanoTime).authorization())
                    .method(method, BodyPublishers.noBody())
                    .build();
        } catch (IllegalArgumentException | KeyFileException unusable) {
            throw new ConfigurationException(String.valueOf(unusable.getMessage()), unusable);
        }
    }

    private int tell(HttpResponse<String> answer) {
        int status = answer.statusCode();
        if (status == 200 || status == 204) {
            System.out.println(service + "/" + instance + " " + done);
            return DONE;
        }
        JsonNode problem = problem(answer.body());
        String detail = problem.path("detail").asText("no registry, or one of another version");
        System.err.println("discovery: the registry answers " + status + ": " + detail);
        if (Problem.UNKNOWN_INSTANCE.type().equals(problem.path("type").asText())) {
            return NOT_THERE;
        }
        return status == 401 || status == 403 ? REFUSED : FAILED;
    }

    private static JsonNode problem(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException notOurs) {
            return JSON.nullNode();
        }
    }

    private static String reason(IOException failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }
}
