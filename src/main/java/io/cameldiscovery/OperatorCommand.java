package io.cameldiscovery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cameldiscovery.http.OutOfReach;
import io.cameldiscovery.registry.Problem;
import io.cameldiscovery.tls.Authority;
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
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What an operator asks of a registry, with the admin token. */
abstract class OperatorCommand implements Callable<Integer> {

    static final int DONE = 0;
    static final int NOT_THERE = 1;
    static final int REFUSED = 3;
    static final int FAILED = 4;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Option(
            names = "--registry",
            required = true,
            split = ",",
            paramLabel = "URL",
            defaultValue = "${env:DISCOVERY_REGISTRY_URL}",
            description = {
                "The registry, such as http://10.7.0.2:9798; several over one store with commas between: the next is asked"
                        + " if one is out of reach or cannot serve.",
                "Default: DISCOVERY_REGISTRY_URL in the environment."
            })
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private List<String> registries;

    @Option(
            names = "--token-file",
            required = true,
            paramLabel = "FILE",
            defaultValue = "${env:DISCOVERY_REGISTRY_ADMIN_TOKEN_FILE}",
            description = {
                "The registry's admin token; readable by its owner only.",
                "Default: DISCOVERY_REGISTRY_ADMIN_TOKEN_FILE in the environment."
            })
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path tokenFile;

    @Option(
            names = "--authority-file",
            paramLabel = "FILE",
            defaultValue = "${env:DISCOVERY_REGISTRY_AUTHORITY_FILE}",
            description = {
                "For https: who signed the registry's certificate, in PEM; those whom Java trusts if it is not there.",
                "Default: DISCOVERY_REGISTRY_AUTHORITY_FILE in the environment."
            })
    private @Nullable Path authorityFile;

    @Override
    public final Integer call() throws InterruptedException {
        String authorization;
        HttpClient client;
        try {
            registries.forEach(RegistryUrl::check);
            authorization = new BearerTokenFile(tokenFile, System::nanoTime).authorization();
            client = client();
        } catch (IllegalArgumentException | KeyFileException unusable) {
            throw new ConfigurationException(String.valueOf(unusable.getMessage()), unusable);
        }
        return run((method, path) -> send(client, authorization, method, path));
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
        if (authorityFile != null) {
            builder.sslContext(trusting(new Authority(authorityFile, System::nanoTime, () -> {})));
        }
        return builder.build();
    }

    private static SSLContext trusting(TrustManager authority) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {authority}, new SecureRandom());
            return context;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java speaks TLS", impossible);
        }
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
    static int refused(HttpResponse<String> answer) {
        JsonNode problem = json(answer);
        int status = answer.statusCode();
        String detail = problem.path("detail").asText("no registry, or one of another version");
        System.err.println("discovery: the registry answers " + status + ": " + detail);
        if (Problem.UNKNOWN_INSTANCE.type().equals(problem.path("type").asText())) {
            return NOT_THERE;
        }
        return status == 401 || status == 403 ? REFUSED : FAILED;
    }

    static JsonNode json(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException notOurs) {
            return JSON.nullNode();
        }
    }

    private static String reason(IOException failure) {
        return OutOfReach.because(failure, "--authority-file");
    }
}
