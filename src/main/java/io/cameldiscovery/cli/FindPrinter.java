package io.cameldiscovery.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cameldiscovery.catalogue.CatalogueEntry;
import io.cameldiscovery.catalogue.CatalogueEvent;
import io.cameldiscovery.catalogue.Source;
import io.cameldiscovery.client.Resolution;
import io.cameldiscovery.client.ResolvedInstance;
import io.cameldiscovery.record.Endpoint;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;

/** Prints what was found: an address a line, or a JSON object a line. Reasons for nothing go to standard error. */
final class FindPrinter {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final PrintStream out;
    private final PrintStream err;
    private final boolean json;

    FindPrinter(PrintStream out, PrintStream err, boolean json) {
        this.out = out;
        this.err = err;
        this.json = json;
    }

    void print(Resolution resolution) {
        if (resolution instanceof Resolution.Found found) {
            found.instances()
                    .forEach(instance -> line(
                            instance.endpoint().toString(), describe(instance).put("ms", millis(instance.after()))));
        } else if (resolution instanceof Resolution.Untrusted untrusted) {
            nothing(untrusted, "untrusted", untrusted.reasons());
        } else if (resolution instanceof Resolution.NotFound notFound) {
            nothing(notFound, "not-found", notFound.reasons());
        }
    }

    /** A change of a watched service. */
    void print(CatalogueEvent event) {
        if (event instanceof CatalogueEvent.Up up) {
            change("up", up.entry());
        } else if (event instanceof CatalogueEvent.Moved moved) {
            change("moved", moved.after());
        } else if (event instanceof CatalogueEvent.Stale stale) {
            change("stale", stale.entry());
        } else if (event instanceof CatalogueEvent.Recovered recovered) {
            change("up", recovered.entry());
        } else if (event instanceof CatalogueEvent.Down down) {
            change("down", down.entry());
        }
    }

    /** Reports an input line that names no service. */
    void failure(String service, String reason) {
        ObjectNode object = JSON.createObjectNode().put("service", service).put("result", "wrong-name");
        object.putArray("reasons").add(reason);
        if (json) {
            printLine(out, write(object));
        } else {
            printLine(err, reason);
        }
    }

    private void change(String kind, CatalogueEntry entry) {
        for (Endpoint endpoint : entry.record().endpoints()) {
            ObjectNode object = JSON.createObjectNode().put("event", kind);
            object.setAll(describe(entry, entry.source(), endpoint));
            line(kind + " " + endpoint, object);
        }
    }

    private void nothing(Resolution resolution, String result, List<String> reasons) {
        ObjectNode object = JSON.createObjectNode()
                .put("service", resolution.service().value())
                .put("result", result);
        reasons.forEach(object.putArray("reasons")::add);
        object.put("ms", millis(resolution.after()));
        if (json) {
            printLine(out, write(object));
        } else {
            String what = result.equals("untrusted") ? "no trusted answer for " : "not found: ";
            printLine(
                    err,
                    what + resolution.service() + (reasons.isEmpty() ? "" : " (" + String.join("; ", reasons) + ")"));
        }
    }

    private static ObjectNode describe(ResolvedInstance instance) {
        return describe(instance.entry(), instance.source(), instance.endpoint())
                .put("result", "found")
                .put("provenBy", instance.provenBy().label());
    }

    private static ObjectNode describe(CatalogueEntry entry, Source source, Endpoint endpoint) {
        ObjectNode object = JSON.createObjectNode()
                .put("service", entry.record().service().value())
                .put("instance", entry.record().instance().value())
                .put("endpoint", endpoint.toString())
                .put("address", endpoint.address().getHostAddress())
                .put("port", endpoint.port())
                .put("source", source.label())
                .put("key", entry.keyId());
        entry.record().metadata().forEach(object.putObject("metadata")::put);
        return object;
    }

    private void line(String text, ObjectNode object) {
        printLine(out, json ? write(object) : text);
    }

    private static synchronized void printLine(PrintStream stream, String line) {
        stream.println(line);
        stream.flush();
    }

    private static String write(ObjectNode object) {
        try {
            return JSON.writeValueAsString(object);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static double millis(Duration duration) {
        return Math.round(duration.toNanos() / 10_000.0) / 100.0;
    }
}
