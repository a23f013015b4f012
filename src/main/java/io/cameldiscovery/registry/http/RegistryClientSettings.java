package io.cameldiscovery.registry.http;

import io.cameldiscovery.settings.ConfigurationException;
import io.cameldiscovery.settings.RegistryUrl;
import io.cameldiscovery.settings.Settings;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How servers and clients come to the registries.
 *
 * @param urls base URLs, all http or all https; none: no registry is used
 * @param authority file of who signed the registries' certificates; none: those whom Java trusts
 * @param certificate file of the node's own certificate, if registries ask for one
 * @param key file of the key of that certificate
 * @param lookupTokens file of the token to show for lookups, if they ask for that
 * @param timeout of one request
 */
public record RegistryClientSettings(
        List<String> urls,
        Optional<Path> authority,
        Optional<Path> certificate,
        Optional<Path> key,
        Optional<Path> lookupTokens,
        Duration timeout) {

    private static final String CERTIFICATE = "discovery.registry.certificate-file";
    private static final String KEY = "discovery.registry.key-file";

    public RegistryClientSettings {
        urls = List.copyOf(urls);
    }

    /** @throws ConfigurationException naming the first setting that cannot be used, whether there is a URL or not */
    public static RegistryClientSettings of(Settings settings) {
        RegistryClientSettings client = new RegistryClientSettings(
                RegistryUrl.all(settings),
                settings.file("discovery.registry.authority-file"),
                settings.file(CERTIFICATE),
                settings.file(KEY),
                settings.path("discovery.registry.lookup-token-file"),
                settings.duration("discovery.registry.timeout", Duration.ofMillis(1)));
        settings.requireTogether(CERTIFICATE, KEY);
        if (client.lookupTokens.isPresent()) {
            client.urls.forEach(RegistryClientSettings::requireSecret);
        }
        return client;
    }

    /** Whether they speak TLS. */
    public boolean tls() {
        return urls.stream().anyMatch(url -> url.startsWith("https:"));
    }

    /** A token that crosses a network in clear text is everybody's. */
    private static void requireSecret(String url) {
        URI uri = URI.create(url);
        if (!"https".equals(uri.getScheme()) && !isThisHost(uri.getHost())) {
            throw new ConfigurationException("discovery.registry.url = '" + url + "' would send the lookup token in"
                    + " clear text: write https://, or remove discovery.registry.lookup-token-file");
        }
    }

    private static boolean isThisHost(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return false;
        }
    }
}
