package io.cameldiscovery.node;

import io.cameldiscovery.registry.http.RegistryClient;
import io.cameldiscovery.registry.http.RegistryClientSettings;
import io.cameldiscovery.steps.client.Registries;
import io.cameldiscovery.steps.client.RegistryAnswers;
import io.cameldiscovery.timing.MonotonicClock;
import io.cameldiscovery.tls.Authority;
import io.cameldiscovery.tls.Identity;
import io.cameldiscovery.token.BearerTokenFile;
import java.util.Optional;
import java.util.Random;
import org.apache.camel.Processor;
import org.apache.camel.main.Main;

/** How servers and clients come to the registries. */
final class RegistryClientParts {

    private final RegistryClientSettings settings;
    private final RegistryClient client;
    private final Optional<BearerTokenFile> tokens;

    RegistryClientParts(RegistryClientSettings settings, MonotonicClock clock) {
        this.settings = settings;
        this.client = new RegistryClient(
                settings.tls(),
                settings.authority().map(file -> new Authority(file, clock::nanos, () -> {})),
                settings.certificate()
                        .map(file -> new Identity(file, settings.key().orElseThrow(), clock::nanos, () -> {})));
        this.tokens = settings.lookupTokens().map(file -> new BearerTokenFile(file, clock::nanos));
    }

    void bindTo(Main camel, Random random) {
        if (settings.urls().isEmpty()) {
            return;
        }
        Registries registries = new Registries(settings.urls(), random);
        camel.bind("chooseRegistry", (Processor) registries::choose);
        camel.bind("nextRegistry", (Processor) registries::next);
        camel.bind("requireRegistry", (Processor) RegistryAnswers::requireRegistry);
        camel.bind("showLookupToken", (Processor) exchange ->
                tokens.ifPresent(file -> exchange.getMessage().setHeader("Authorization", file.authorization())));
        camel.bind("registryClient", client.options(settings.timeout()));
        camel.bind("lastWordClient", client.options(Registries.GOODBYE_TIMEOUT));
    }
}
