package io.cameldiscovery;

import java.net.URI;

/** The base URL of a registry. */
final class RegistryUrl {

    private RegistryUrl() {}

    static String check(Settings settings, String url) {
        return settings.parse("discovery.registry.url", "a URL such as http://10.7.0.2:9798", text -> {
            URI uri = URI.create(text);
            boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (!http || uri.getHost() == null || uri.getQuery() != null) {
                throw new IllegalArgumentException();
            }
            return url;
        });
    }
}
