package io.cameldiscovery.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

/** The base URLs of the registries that a node uses. */
public final class RegistryUrl {

    private RegistryUrl() {}

    public static List<String> all(Settings settings) {
        return settings.parse(
                "discovery.registry.url",
                "URLs such as http://10.7.0.2:9798, with commas between, all http or all https",
                text -> all(settings.list("discovery.registry.url")));
    }

    private static List<String> all(List<String> urls) {
        List<String> checked = urls.stream().map(RegistryUrl::check).toList();
        if (checked.stream().map(url -> URI.create(url).getScheme()).distinct().count() > 1) {
            throw new IllegalArgumentException("http and https are mixed");
        }
        return checked;
    }

    /** @throws IllegalArgumentException if it is no base URL of a registry */
    public static String check(String url) {
        if (!url.contains("://")) {
            throw new IllegalArgumentException("write http://" + url + " or https://" + url);
        }
        if (!isBase(url)) {
            throw new IllegalArgumentException(
                    "'" + url + "' is not the base URL of a registry: write it like http://10.7.0.2:9798");
        }
        return url;
    }

    private static boolean isBase(String url) {
        try {
            URI uri = new URI(url);
            boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            return http && uri.getHost() != null && uri.getQuery() == null;
        } catch (URISyntaxException notUri) {
            return false;
        }
    }
}
