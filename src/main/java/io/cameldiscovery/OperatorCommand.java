package io.cameldiscovery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cameldiscovery.registry.Problem;
import io.cameldiscovery.tls.Authority;
import io.cameldiscovery.tls.Identity;
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
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

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

    @Option(
            names = "--authority-file",
            paramLabel = "FILE",
            defaultValue = "${env:DISCOVERY_REGISTRY_AUTHORITY_FILE}",
            description = {
                "For https: who signed the registry's certificate, in PEM; those whom Java trusts if it is not there.",
                "Default: DISCOVERY_REGISTRY_AUTHORITY_FILE in the environment."
            })
    private @Nullable Path authorityFile;

    @Option(
            names = "--certificate-file",
            paramLabel = "FILE",
            defaultValue = "${env:DISCOVERY_REGISTRY_CERTIFICATE_FILE}",
            description = {
                "For https: the certificate to show a registry that asks for one, in PEM; with --key-file.",
                "Default: DISCOVERY_REGISTRY_CERTIFICATE_FILE in the environment."
            })
    private @Nullable Path certificateFile;

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            defaultValue = "${env:DISCOVERY_REGISTRY_KEY_FILE}",
            description = {
                "The key of that certificate, in PEM (PKCS #8); readable by its owner only.",
                "Default: DISCOVERY_REGISTRY_KEY_FILE in the environment."
            })
    private @Nullable Path keyFile;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public final Integer call() throws InterruptedException {
        List<String> urls = registries.stream().filter(url -> !url.isBlank()).toList();
        if (urls.isEmpty()) {
            throw missing("--registry=URL", "DISCOVERY_REGISTRY_URL");
        } else if (tokenFile == null) {
            throw missing("--token-file=FILE", "DISCOVERY_REGISTRY_ADMIN_TOKEN_FILE");
        }
        registries = urls;
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
        requireTogether();
        if (authorityFile != null || certificateFile != null) {
            builder.sslContext(tls());
        }
        return builder.build();
    }

    private void requireTogether() {
        if ((certificateFile == null) != (keyFile == null)) {
            throw new IllegalArgumentException((keyFile == null ? "--key-file" : "--certificate-file")
                    + " is missing: --certificate-file and --key-file go together");
        }
    }

    /** What is null here is as Java has it: those whom it trusts, and no certificate to show. */
    private SSLContext tls() {
        TrustManager[] trusted = authorityFile == null
                ? null
                : new TrustManager[] {new Authority(authorityFile, System::nanoTime, () -> {})};
        KeyManager[] own = certificateFile == null || keyFile == null
                ? null
                : new KeyManager[] {new Identity(certificateFile, keyFile, System::nanoTime, () -> {})};
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own, trusted, new SecureRandom());
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
                System.err.println("discovery: " + registry + " is out of reach (" + reason(unreachable) + ")"
                        + advice(unreachable));
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

    /** A registry that finds fault with the certificate (RFC 8446 section 6.2) of one who showed none wants to see one. */
    private String advice(IOException failure) {
        boolean wanted = failure instanceof SSLException
                && reason(failure).matches(".*\\b(bad_certificate|certificate_required|handshake_failure)\\b.*");
        return wanted && certificateFile == null
                ? ": it may want to see a certificate: give --certificate-file and --key-file"
                : "";
    }

    private static String reason(IOException failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }
}
