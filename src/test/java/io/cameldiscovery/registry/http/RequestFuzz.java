package io.cameldiscovery.registry.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.registry.PercentEncoding;
import io.cameldiscovery.registry.QueryParameters;
import io.cameldiscovery.registry.ServicePage;
import io.cameldiscovery.registry.lookup.BlockingQuery;
import io.cameldiscovery.registry.lookup.LookupFilter;
import io.cameldiscovery.testing.Fuzzed;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.http.impl.HttpUtils;
import io.vertx.core.net.impl.URIDecoder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The target of a request, path and query: what we let pass, Vert.x takes apart as well, and reads the same in it. */
public final class RequestFuzz {

    private RequestFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String target = new String(input, ISO_8859_1);
        int mark = target.indexOf('?');
        String path = mark < 0 ? target : target.substring(0, mark);
        if (RequestForm.isPath(path)) {
            tryPath(path);
        }
        if (mark >= 0) {
            tryQuery(target.substring(mark + 1));
        }
    }

    private static void tryPath(String path) {
        for (String segment : HttpUtils.normalizePath(path).split("/", -1)) {
            String name = URIDecoder.decodeURIComponent(segment, false);
            takenOrRefused(name, ServiceName::new);
            takenOrRefused(name, InstanceId::new);
        }
    }

    private static void tryQuery(String query) {
        QueryParameters ours;
        try {
            ours = QueryParameters.parse(query);
        } catch (IllegalArgumentException refused) {
            Fuzzed.assertSaysWhy(refused);
            return;
        }
        assertThat(PercentEncoding.isSound(query)).isTrue();
        Map<String, List<String>> vertx =
                new TreeMap<>(new QueryStringDecoder(query, UTF_8, false, 1024, true).parameters());
        vertx.forEach((name, values) -> assertThat(ours.all(name)).isEqualTo(values));
        takenOrRefused(ours, LookupFilter::of);
        takenOrRefused(ours, ServicePage::of);
        takenOrRefused(ours, all -> all.requireKnown(LookupFilter.PARAMETERS));
        takenOrRefused(
                ours,
                all -> BlockingQuery.parse(
                        all.one("index"), all.one("wait"), Duration.ofSeconds(30), Duration.ofMinutes(10)));
    }

    private static <T> void takenOrRefused(T value, Consumer<T> reading) {
        try {
            reading.accept(value);
        } catch (IllegalArgumentException refused) {
            Fuzzed.assertSaysWhy(refused);
        }
    }
}
