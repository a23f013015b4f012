package io.cameldiscovery.jms;

import io.cameldiscovery.client.ProvenInstance;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a client library wants to be told of an address: its URL with {@code {uri}}, {@code {host}} and {@code {port}}. */
record UrlTemplate(String text) {

    private static final Pattern PLACE = Pattern.compile("\\{([^{}]*)}");

    static final UrlTemplate ENDPOINT = new UrlTemplate("{uri}");

    /** @throws IllegalArgumentException if it names anything else */
    UrlTemplate {
        Matcher places = PLACE.matcher(text);
        while (places.find()) {
            if (!places.group(1).matches("uri|host|port")) {
                throw new IllegalArgumentException("url: '" + text + "' has " + places.group()
                        + ", which stands for nothing: use {uri}, {host} and {port}");
            }
        }
    }

    /** @throws IllegalArgumentException if it wants a port and there is none */
    String with(ProvenInstance instance) {
        if (instance.getPort() < 0 && text.contains("{port}")) {
            throw new IllegalArgumentException("url: '" + text + "' wants a port, but " + instance
                    + " names none: announce it with one, such as tcp://{address}:61616");
        }
        return text.replace("{uri}", instance.getUri())
                .replace("{host}", instance.getHost())
                .replace("{port}", Integer.toString(instance.getPort()));
    }
}
