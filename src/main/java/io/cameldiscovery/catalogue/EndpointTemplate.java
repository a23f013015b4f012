package io.cameldiscovery.catalogue;

import io.cameldiscovery.record.Endpoint;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An endpoint as an operator writes it. {@code {address}} stands for every usable address of the host, so that
 * {@code http://{address}:8080/api} becomes one endpoint for each.
 */
public record EndpointTemplate(String text) {

    private static final String ADDRESS = "{address}";
    private static final Pattern HOST_AND_PORT = Pattern.compile("[^/]+:\\d+(/.*)?");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{[^}]*}");

    /** @throws IllegalArgumentException if it makes no endpoint; the message says what to write */
    public EndpointTemplate {
        if (HOST_AND_PORT.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' does not say how to speak there: write tcp://" + text
                    + ", http://" + text + " or the like");
        }
        Matcher other = PLACEHOLDER.matcher(text.replace(ADDRESS, ""));
        if (other.find()) {
            throw new IllegalArgumentException(
                    other.group() + " in '" + text + "' stands for nothing; did you mean " + ADDRESS + "?");
        }
        Endpoint.parse(text.replace(ADDRESS, "192.0.2.1"));
    }

    /** The endpoints at those addresses, in their order; one endpoint if the text has no placeholder. */
    public List<Endpoint> expand(Collection<InetAddress> addresses) {
        if (!text.contains(ADDRESS)) {
            return List.of(Endpoint.parse(text));
        }
        return addresses.stream()
                .map(address -> Endpoint.parse(text.replace(ADDRESS, literal(address))))
                .toList();
    }

    /** The address as the host part of a URI (RFC 3986 section 3.2.2), without a scope: scopes are local to a host. */
    private static String literal(InetAddress address) {
        String text = address.getHostAddress();
        if (address instanceof Inet6Address) {
            int scope = text.indexOf('%');
            return "[" + (scope < 0 ? text : text.substring(0, scope)) + "]";
        }
        return text;
    }

    @Override
    public String toString() {
        return text;
    }
}
