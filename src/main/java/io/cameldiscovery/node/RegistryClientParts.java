package io.cameldiscovery.node;

import io.cameldiscovery.registry.http.RegistryClient;
import io.cameldiscovery.settings.ConfigurationException;
import io.cameldiscovery.settings.Settings;
import io.cameldiscovery.steps.client.Registries;
import io.cameldiscovery.steps.client.RegistryAnswers;
import io.cameldiscovery.timing.MonotonicClock;
import io.cameldiscovery.tls.Authority;
import io.cameldiscovery.tls.Identity;
import io.cameldiscovery.token.BearerTokenFile;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.camel.Processor;
import org.apache.camel.main.Main;

/** How servers and clients come to the registries. */
final class RegistryClientParts {

    private static final String CERTIFICATE = "discovery.registry.certificate-file";
    private static final String KEY = "discovery.registry.key-file";
    /** A node that stops waits no longer than that for a registry that is gone. */
    private static final Duration LAST_WORD = Duration.ofMillis(500);

    private final List<String> urls;
    private final RegistryClient client;
    private final Optional<BearerTokenFile> tokens;
    private final Duration timeout;

    /** Checks the settings, used or not. */
    RegistryClientParts(Settings settings, List<String> urls, MonotonicClock clock) {
        this.urls = urls;
        Optional<Path> certificate = settings.file(CERTIFICATE);
        Optional<Path> key = settings.file(KEY);
        settings.requireTogether(CERTIFICATE, KEY);
        this.client = new RegistryClient(
                urls.stream().anyMatch(url -> url.startsWith("https:")),
                settings.file("discovery.registry.authority-file")
                        .map(file -> new Authority(file, clock::nanos, () -> {})),
                certificate.map(file -> new Identity(file, key.orElseThrow(), clock::nanos, () -> {})));
        this.tokens = RegistryHttp.lookupTokens(settings, clock);
        this.timeout = settings.duration("discovery.registry.timeout", Duration.ofMillis(1));
        if (tokens.isPresent()) {
            urls.forEach(RegistryClientParts::requireSecret);
        }
    }

    /** A token that crosses a network in clear text is everybody's. */
    private static void requireSecret(String url) {
        URI uri = URI.create(url);
        if (!"https".equals(uri.getScheme()) && !isThisHost(uri.getHost())) {
            throw new ConfigurationException("discovery.registry.url = '" + url + "' is not secret: with"
                    + " discovery.registry.lookup-token-file write https://, or leave the token away");
        }
    }

    private static boolean isThisHost(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return false;
        }
    }

    void bindTo(Main camel, Random random) {
        if (urls.isEmpty()) {
            return;
        }
        Registries registries = new Registries(urls, random);
        camel.bind("chooseRegistry", (Processor) registries::choose);
        camel.bind("nextRegistry", (Processor) registries::next);
        camel.bind("requireRegistry", (Processor) RegistryAnswers::requireRegistry);
        camel.bind("showLookupToken", (Processor) exchange ->
                tokens.ifPresent(file -> exchange.getMessage().setHeader("Authorization", file.authorization())));
        camel.bind("registryClient", client.options(timeout));
        camel.bind("lastWordClient", client.options(LAST_WORD));
    }
}
