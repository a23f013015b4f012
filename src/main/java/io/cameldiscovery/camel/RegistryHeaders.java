package io.cameldiscovery.camel;

import org.apache.camel.http.base.HttpHeaderFilterStrategy;

/** Lets {@code Cache-Control} (RFC 9111 section 5.2) pass into answers, which Camel's own filter keeps back. */
public final class RegistryHeaders extends HttpHeaderFilterStrategy {

    @Override
    protected void initialize() {
        super.initialize();
        getOutFilter().remove("cache-control");
    }
}
