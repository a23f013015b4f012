package io.cameldiscovery.component;

import io.cameldiscovery.catalogue.CatalogueEntry;
import io.cameldiscovery.client.Resolution;
import io.cameldiscovery.client.Selector;
import io.cameldiscovery.client.Selector.Shortage;
import io.cameldiscovery.record.ServiceName;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** Explains why no instance is available, and what to do. */
final class Explanation {

    private static final int EXAMPLES = 3;

    private Explanation() {}

    /** @param answer how the last lookup ended; null if it did not within the time-out */
    static DiscoveryException of(Selector selector, @Nullable Resolution answer, Exchange exchange) {
        ServiceName service = selector.service();
        Shortage shortage = selector.shortage();
        if (shortage.matching() == 0 && !shortage.live().isEmpty()) {
            return new NoMatchingInstanceException(service, mismatch(selector, shortage), exchange);
        }
        if (answer instanceof Resolution.Untrusted untrusted) {
            return new UntrustedServiceException(
                    service,
                    "'" + service + "' was answered, but by nobody who may offer it (" + join(untrusted.reasons())
                            + "): give the server's key the right to announce '" + service
                            + "' in discovery.trust.file, or find out who answers",
                    exchange);
        }
        return new ServiceNotFoundException(service, absence(service, shortage, answer), exchange);
    }

    private static String mismatch(Selector selector, Shortage shortage) {
        String offered = shortage.live().stream()
                .limit(EXAMPLES)
                .map(Explanation::describe)
                .collect(Collectors.joining("; "));
        return "'" + selector.service() + "' has " + shortage.live().size() + " instance(s), but none with "
                + selector.filter() + ": change the filter of the endpoint or what the servers announce. There is "
                + offered + (shortage.live().size() > EXAMPLES ? "; ..." : "");
    }

    private static String describe(CatalogueEntry entry) {
        return entry.record().instance() + " at " + entry.record().endpoints().get(0)
                + (entry.record().region() == null
                        ? ""
                        : " in region " + entry.record().region())
                + (entry.record().metadata().isEmpty()
                        ? ""
                        : " with " + entry.record().metadata());
    }

    private static String absence(ServiceName service, Shortage shortage, @Nullable Resolution answer) {
        if (answer instanceof Resolution.NotFound notFound && shortage.live().isEmpty() && shortage.stale() == 0) {
            return "nobody offers '" + service + "'" + inBrackets(notFound.reasons())
                    + ": start a server of it, or see docs/operations.md if one runs";
        }
        if (shortage.live().isEmpty() && shortage.stale() == 0) {
            return "no instance of '" + service
                    + "' was found in time: start a server of it, or allow a longer timeout";
        }
        List<String> reasons = answer instanceof Resolution.NotFound notFound ? notFound.reasons() : List.of();
        return "'" + service + "' has " + (shortage.live().size() + shortage.stale()) + " instance(s), but none can be"
                + " proven" + (shortage.ejected() > 0 ? " since calls failed there" : "") + inBrackets(reasons)
                + ": see whether they run and whether their UDP and TCP port is reached from here";
    }

    private static String inBrackets(List<String> reasons) {
        return reasons.isEmpty() ? "" : " (" + join(reasons) + ")";
    }

    private static String join(List<String> reasons) {
        return String.join("; ", reasons);
    }
}
