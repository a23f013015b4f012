package io.cameldiscovery.registry.api;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.Exchange;
import org.apache.camel.http.base.HttpHeaderFilterStrategy;
import org.jspecify.annotations.Nullable;

/**
 * Lets into the routes of a registry what they read, the parameters of the path among it, and none of the other headers
 * and parameters that a client may send; lets {@code Cache-Control} (RFC 9111 section 5.2) pass into answers, which Camel's
 * own filter keeps back.
 */
public final class RegistryHeaders extends HttpHeaderFilterStrategy {

    private static final Set<String> READ = read();

    private static Set<String> read() {
        TreeSet<String> read = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        read.addAll(List.of("Content-Type", "service", "instance"));
        return read;
    }

    @Override
    protected void initialize() {
        super.initialize();
        getOutFilter().remove("cache-control");
    }

    @Override
    public boolean applyFilterToExternalHeaders(
            @Nullable String name, @Nullable Object value, @Nullable Exchange exchange) {
        return name == null || !READ.contains(name);
    }
}
