package io.cameldiscovery.registry.api;

import io.netty.util.NetUtil;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.vertx.HttpMessage;
import org.jspecify.annotations.Nullable;

/**
 * Who asks: the address that a connection comes from, or, if that is a proxy of ours, the last one in
 * {@code X-Forwarded-For} that is none. What anybody else writes there is not believed.
 */
public final class ClientAddress {

    private static final String FORWARDED_FOR = "X-Forwarded-For";

    private final Set<InetAddress> proxies;

    public ClientAddress(Set<InetAddress> proxies) {
        this.proxies = proxies;
    }

    public InetAddress of(HttpServerRequest request) {
        InetAddress peer = address(request.remoteAddress().hostAddress());
        if (peer == null) {
            return InetAddress.getLoopbackAddress();
        }
        return proxies.contains(peer) ? behind(peer, request.headers().getAll(FORWARDED_FOR)) : peer;
    }

    /** The same for a request that came to a route. */
    public InetAddress of(Exchange exchange) {
        return exchange.getMessage() instanceof HttpMessage message
                ? of(message.getRequest())
                : InetAddress.getLoopbackAddress();
    }

    private InetAddress behind(InetAddress proxy, List<String> headers) {
        String[] said = String.join(",", headers).split(",", -1);
        InetAddress asker = proxy;
        for (int i = said.length - 1; i >= 0; i--) {
            InetAddress address = address(said[i].strip());
            if (address == null) {
                return asker;
            }
            asker = address;
            if (!proxies.contains(address)) {
                return asker;
            }
        }
        return asker;
    }

    /** Never a name, which would have to be looked up. */
    private static @Nullable InetAddress address(@Nullable String literal) {
        byte[] octets = literal == null ? null : NetUtil.createByteArrayFromIpAddressString(literal);
        try {
            return octets == null ? null : InetAddress.getByAddress(octets);
        } catch (UnknownHostException impossible) {
            return null;
        }
    }
}
