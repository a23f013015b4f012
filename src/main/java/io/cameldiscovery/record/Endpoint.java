package io.cameldiscovery.record;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A URI at which an instance is reached. Its host is a literal IP address (RFC 3986 section 3.2.2), so that no name
 * server is needed: {@code http://10.7.0.5:8080/api}, {@code tcp://[fd00::5]:5672}.
 */
public record Endpoint(URI uri) {

    private static final int MAX_LENGTH = 512;
    /** RFC 3986 section 3.2.2: with a leading zero, some would read an octet as octal. */
    private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";

    private static final String FOUR_OCTETS = OCTET + "(?:\\." + OCTET + "){3}";
    private static final Pattern IPV4 = Pattern.compile(FOUR_OCTETS);
    private static final Pattern IPV6 =
            Pattern.compile("\\[(?:[0-9A-Fa-f]{0,4}:){2,8}(?:[0-9A-Fa-f]{0,4}|" + FOUR_OCTETS + ")]");
    private static final Pattern ASCII = Pattern.compile("\\p{ASCII}*+");
    private static final Map<String, Integer> WELL_KNOWN_PORTS =
            Map.of("http", 80, "https", 443, "ws", 80, "wss", 443, "ftp", 21, "amqp", 5672, "amqps", 5671);

    /** @throws IllegalArgumentException if it is no absolute URI with a literal IP address as host */
    public Endpoint {
        String text = uri.toString();
        if (text.length() > MAX_LENGTH || !uri.isAbsolute() || uri.getHost() == null || !isLiteral(uri.getHost())) {
            throw new IllegalArgumentException("'" + Text.excerpt(text) + "' is not an endpoint: use a URI whose host"
                    + " is an IP address, such as http://10.7.0.5:8080/api (at most " + MAX_LENGTH + " characters)");
        }
        if (!ASCII.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + Text.excerpt(text)
                    + "' is not a URI: write what is not ASCII as % and two hexadecimal digits for each octet");
        }
        if (uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "an endpoint must not contain user information (user:password@): everybody can read it");
        }
        if (uri.getPort() == 0 || uri.getPort() > 65535) {
            throw new IllegalArgumentException("'" + Text.excerpt(text) + "' has no valid port");
        }
    }

    /** @throws IllegalArgumentException as the constructor */
    public static Endpoint parse(String text) {
        try {
            return new Endpoint(new URI(text));
        } catch (URISyntaxException notUri) {
            throw new IllegalArgumentException(
                    "'" + Text.excerpt(text) + "' is not a URI: " + notUri.getReason(), notUri);
        }
    }

    /** The address of the host, without asking a name server. */
    public InetAddress address() {
        try {
            return InetAddress.getByName(uri.getHost());
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("the host is a literal address: " + uri, impossible);
        }
    }

    /** The port of the URI, or the well-known one of its scheme, or -1. */
    public int port() {
        return uri.getPort() > 0 ? uri.getPort() : WELL_KNOWN_PORTS.getOrDefault(uri.getScheme(), -1);
    }

    /** Address and port. @throws IllegalStateException if neither the URI nor its scheme names a port */
    public InetSocketAddress socketAddress() {
        if (port() < 0) {
            throw new IllegalStateException("no port in " + uri);
        }
        return new InetSocketAddress(address(), port());
    }

    /** Whether other hosts can use the address: a link-local IPv6 address is meaningless without its interface. */
    public boolean reachesFar() {
        InetAddress address = address();
        return !(address instanceof Inet6Address && address.isLinkLocalAddress())
                && !address.isAnyLocalAddress()
                && !address.isMulticastAddress();
    }

    private static boolean isLiteral(String host) {
        if (IPV4.matcher(host).matches()) {
            return true;
        }
        if (!IPV6.matcher(host).matches()) {
            return false;
        }
        try {
            // A text in brackets is parsed as an IPv6 literal or refused, never looked up.
            return InetAddress.getByName(host) != null;
        } catch (UnknownHostException notAnAddress) {
            return false;
        }
    }

    @Override
    public String toString() {
        return uri.toString();
    }
}
