package io.cameldiscovery.registry.etcd;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the connection to an etcd cluster.
 *
 * @param endpoints of its members, all http or all https
 * @param prefix what all keys begin with
 * @param user or null if etcd asks for none
 * @param password of that user
 * @param authority PEM file of the authority that signed the members' certificates; null: those that Java trusts
 * @param certificate PEM file of the client's certificate chain, or null if etcd asks for none
 * @param key PEM file (PKCS #8) of its private key
 * @param attempt time-out of a request, after which another member is tried
 * @param patience total time for a read or write, retries included
 * @param grace how long after its end etcd itself removes a lease that no registry swept up
 * @param maxWaiting how many writes may wait
 */
public record EtcdOptions(
        List<URI> endpoints,
        String prefix,
        @Nullable String user,
        @Nullable String password,
        @Nullable Path authority,
        @Nullable Path certificate,
        @Nullable Path key,
        Duration attempt,
        Duration patience,
        Duration grace,
        int maxWaiting) {

    /** @throws IllegalArgumentException if two values do not go together; the message says what to change */
    public EtcdOptions {
        endpoints = List.copyOf(endpoints);
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("name at least one member");
        }
        if (endpoints.stream().map(URI::getScheme).distinct().count() > 1) {
            throw new IllegalArgumentException("begin all with http:// or all with https://");
        }
        if ((user == null) != (password == null) || (certificate == null) != (key == null)) {
            throw new IllegalArgumentException("user and password, certificate and key go together");
        }
    }

    /** Never the password. */
    @Override
    public String toString() {
        return endpoints + " " + prefix;
    }

    boolean isSecure() {
        return "https".equals(endpoints.get(0).getScheme());
    }
}
