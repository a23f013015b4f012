package io.cameldiscovery.steps.registry;

import static io.cameldiscovery.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cameldiscovery.settings.Role;
import io.cameldiscovery.testing.Certificates;
import io.cameldiscovery.testing.FreePort;
import io.cameldiscovery.testing.TestLan;
import io.cameldiscovery.testing.TestNode;
import io.cameldiscovery.tls.Identity;
import io.cameldiscovery.token.TrustFileEditor;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are changed have their effect also while nobody asks for what they say. */
class WatchFilesRouteTest {

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port = FreePort.tcp();

    @TempDir
    private Path directory;

    private TestNode.Plan registry(TestLan lan) {
        return lan.node("registry", Role.REGISTRY)
                .with("discovery.registry.port", port)
                .with("discovery.registry.files-interval", "100ms");
    }

    @Test
    void aKeyThatIsTrustedNoMoreShowsNothingAndWhoWaitsIsTold() throws Exception {
        TestLan lan = new TestLan(directory);
        Path registryKey = lan.key("registry", "*");
        TestNode.Plan offering = lan.node("server", Role.SERVER)
                .with("discovery.registry.url", "http://127.0.0.1:" + port)
                .offering("orders", "http://10.7.0.5:8080/");
        Path all = Files.copy(lan.trust(), directory.resolve("all.jwks"));
        Path fewer = directory.resolve("fewer.jwks");
        new TrustFileEditor(fewer).add(registryKey, List.of("*"));
        try (TestNode registry = registry(lan).start();
                TestNode server = offering.start()) {
            eventually(
                    () -> assertThat(ask("").get(30, TimeUnit.SECONDS).body()).contains("10.7.0.5"));
            long shown = index(ask("").get(30, TimeUnit.SECONDS));
            CompletableFuture<HttpResponse<String>> told = ask("?wait=10m&index=" + shown);

            replace(lan.trust(), fewer);

            HttpResponse<String> gone = told.get(30, TimeUnit.SECONDS);
            assertThat(gone.body()).isEqualTo("[]");
            assertThat(index(gone)).isGreaterThan(shown);
            CompletableFuture<HttpResponse<String>> toldAgain = ask("?wait=10m&index=" + index(gone));

            replace(lan.trust(), all);

            assertThat(toldAgain.get(30, TimeUnit.SECONDS).body()).contains("10.7.0.5");
        }
    }

    @Test
    void aClientWhoseAuthorityIsTrustedNoMoreCannotResumeItsSession() throws Exception {
        TestLan lan = new TestLan(directory);
        Certificates certificates = Certificates.make(directory.resolve("tls"));
        Certificates others = Certificates.make(directory.resolve("others"));
        Path clients = Files.copy(certificates.authority(), directory.resolve("clients.pem"));
        Identity own = new Identity(certificates.certificate("client"), certificates.key("client"), () -> 0, () -> {});
        SSLContext remembering = certificates.trusting(own);
        try (TestNode registry = registry(lan)
                .with("discovery.registry.tls.certificate-file", certificates.certificate("registry"))
                .with("discovery.registry.tls.key-file", certificates.key("registry"))
                .with("discovery.registry.tls.client-authority-file", clients)
                .with("discovery.registry.tls.client-certificates", "required")
                .start()) {
            assertThat(list(remembering)).isEqualTo(200);

            replace(clients, Files.copy(others.authority(), directory.resolve("fresh.pem")));

            eventually(() -> assertThatThrownBy(() -> list(remembering)).isInstanceOf(IOException.class));
        }
    }

    private CompletableFuture<HttpResponse<String>> ask(String query) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/v1/health/service/orders" + query))
                .timeout(Duration.ofSeconds(60))
                .build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }

    private static long index(HttpResponse<String> answer) {
        return answer.headers().firstValueAsLong("X-Consul-Index").orElseThrow();
    }

    /** Over a connection of its own, whose TLS session may be one of before. */
    private int list(SSLContext context) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + "/v1/services"))
                .timeout(Duration.ofSeconds(30))
                .build();
        return HttpClient.newBuilder()
                .sslContext(context)
                .build()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    private static void replace(Path file, Path by) throws IOException {
        Files.move(by, file, StandardCopyOption.REPLACE_EXISTING);
    }
}
