package io.cameldiscovery.registry.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Says in each answer when it was made (RFC 9110 section 6.6.1). Written anew once a second, for all. */
final class ResponseDate {

    /** RFC 9110 section 5.6.7; Java's own has a day of one digit. */
    private static final DateTimeFormatter FORM = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    private static volatile Written latest = new Written(0, "");

    /** @param second since 1970 */
    private record Written(long second, CharSequence text) {}

    private ResponseDate() {}

    static void add(RoutingContext request) {
        add(request.response());
        request.next();
    }

    /** As it begins, which may be minutes from now. */
    static void add(HttpServerResponse response) {
        response.headersEndHandler(begins -> response.putHeader(HttpHeaders.DATE, now()));
    }

    private static CharSequence now() {
        long second = TimeUnit.MILLISECONDS.toSeconds(System.currentTimeMillis());
        Written known = latest;
        if (known.second() != second) {
            known = new Written(second, HttpHeaders.createOptimized(FORM.format(Instant.ofEpochSecond(second))));
            latest = known;
        }
        return known.text();
    }
}
