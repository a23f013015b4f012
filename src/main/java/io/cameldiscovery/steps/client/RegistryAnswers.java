package io.cameldiscovery.steps.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cameldiscovery.client.Draining;
import io.cameldiscovery.client.Lookup;
import io.cameldiscovery.client.Road;
import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.registry.InstanceState;
import io.cameldiscovery.registry.Problem;
import io.cameldiscovery.server.Registration;
import io.cameldiscovery.steps.MessageContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * Reads what a registry answers. Nothing of it is believed but the tokens, once they are verified; that an instance is
 * draining makes it the last choice, which a registry could as well bring about by withholding it. Thread-safe.
 */
public final class RegistryAnswers {

    /** With which the type of each problem begins that a registry has with a request. */
    private static final String PROBLEMS = "/problems/";
    /** A registry that starts, stops or is another version has no such address: another one may. */
    private static final Set<String> NO_SUCH_ADDRESS =
            Set.of(Problem.NOT_FOUND.type(), Problem.METHOD_NOT_ALLOWED.type());
    /** It says when to come again, and others are as busy. */
    private static final String BUSY = Problem.BUSY.type();
    /** The leases are too many, here and at those who share them. */
    private static final int FULL = 507;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_INSTANCES = 1_000;
    private static final Duration SOONEST = Duration.ofSeconds(1);
    private static final Duration LATEST = Duration.ofHours(24);

    private final Draining draining;

    /** @param draining learns which instances should get no new work */
    public RegistryAnswers(Draining draining) {
        this.draining = draining;
    }

    /**
     * Lets every answer pass that is the word of a registry which serves, whatever it says (docs/protocol.md). A proxy
     * without a registry behind it, or a registry that is about to start or stop, may answer anything too, and must not be
     * taken for one that knows of nobody, or refuses. One that cannot write may have a neighbour that can; one that is only
     * busy may not: it says when to come.
     *
     * @throws NoRegistryException if there is something else at its address, or it cannot serve
     */
    public static void requireRegistry(Exchange exchange) throws NoRegistryException {
        Message answer = exchange.getMessage();
        int status = status(answer);
        JsonNode body = read(answer);
        String type = body.path("type").asText();
        boolean fails = status >= 500 && status != FULL && !type.equals(BUSY);
        boolean itsWord = status == 204
                || (isSuccess(status) ? body.isObject() : type.startsWith(PROBLEMS) && !NO_SUCH_ADDRESS.contains(type));
        if (itsWord && !fails) {
            return;
        }
        long retryAfter = retryAfter(answer);
        throw new NoRegistryException(
                "it answers " + status + (fails ? "" : ", but not as a registry does"),
                retryAfter < 0 ? null : within(retryAfter));
    }

    private static boolean isSuccess(int status) {
        return status == 200 || status == 201;
    }

    /**
     * The stored tokens in the answer to a lookup; those of draining instances only if there are no others.
     *
     * @throws NoRegistryException if it is neither 200 nor 404
     */
    public List<String> tokens(Exchange exchange) throws NoRegistryException {
        Message answer = exchange.getMessage();
        int status = status(answer);
        if (status == 404) {
            note(exchange, Set.of());
            foundNobody(exchange, "the registry knows no instance");
            return List.of();
        }
        if (status != 200) {
            throw new NoRegistryException("it answers " + status, null);
        }
        JsonNode instances = read(answer).path("instances");
        List<String> inUse = new ArrayList<>();
        List<String> leaving = new ArrayList<>();
        Set<InstanceId> ids = new HashSet<>();
        for (JsonNode instance : instances) {
            if (inUse.size() + leaving.size() < MAX_INSTANCES
                    && instance.path("token").isTextual()) {
                boolean leaves = InstanceState.DRAINING
                        .label()
                        .equals(instance.path("state").textValue());
                (leaves ? leaving : inUse).add(instance.path("token").textValue());
                if (leaves) {
                    instanceId(instance).ifPresent(ids::add);
                }
            }
        }
        note(exchange, ids);
        if (inUse.isEmpty() && leaving.isEmpty()) {
            foundNobody(
                    exchange,
                    instances.isArray()
                            ? "the registry knows no instance"
                            : "the registry " + Registries.asked(exchange) + " does not answer as a registry does");
        }
        return inUse.isEmpty() ? leaving : inUse;
    }

    private static void foundNobody(Exchange exchange, String reason) {
        Lookup lookup = MessageContext.lookupIfAny(exchange);
        if (lookup != null) {
            lookup.ended(Road.REGISTRY, reason);
        }
    }

    private void note(Exchange exchange, Set<InstanceId> ids) {
        Lookup lookup = MessageContext.lookupIfAny(exchange);
        if (lookup != null) {
            draining.set(lookup.service(), ids);
        }
    }

    private static Optional<InstanceId> instanceId(JsonNode instance) {
        try {
            return Optional.of(new InstanceId(instance.path("instance").asText()));
        } catch (IllegalArgumentException nonsense) {
            return Optional.empty();
        }
    }

    /** Tells the registration what became of the record. */
    public void registered(Exchange exchange, ServiceRecord record, Registration registration) {
        Message answer = exchange.getMessage();
        int status = status(answer);
        JsonNode body = read(answer);
        long retryAfter = retryAfter(answer);
        if (isSuccess(status)) {
            long renewAfter = body.path("renewAfter").asLong(-1);
            if (renewAfter < 0) {
                registration.registered(record, Registries.asked(exchange));
            } else {
                Duration granted =
                        within(body.path("lease").asLong(record.lifetime().toSeconds()));
                registration.registered(record, Registries.asked(exchange), granted, within(renewAfter));
            }
        } else if (retryAfter >= 0) {
            registration.postponed(record, within(retryAfter));
        } else {
            registration.refused(record, status + " " + body.path("detail").asText(""));
        }
    }

    /** Tells the registration that no registry took the record: the last that answered may have said when to come. */
    public static void unanswered(Exchange exchange, ServiceRecord record, Registration registration) {
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        Duration retryAfter = failure instanceof NoRegistryException none ? none.retryAfter() : null;
        if (retryAfter == null) {
            registration.outOfReach(record, Registries.obstacle(exchange));
        } else {
            registration.postponed(record, retryAfter);
        }
    }

    /** Seconds; negative if it is not said, or not as a number. */
    private static long retryAfter(Message answer) {
        String text = answer.getHeader("Retry-After", "", String.class);
        return text.matches("\\d{1,15}") ? Long.parseLong(text) : -1;
    }

    private static Duration within(long seconds) {
        return Duration.ofSeconds(Math.max(SOONEST.toSeconds(), Math.min(LATEST.toSeconds(), seconds)));
    }

    private static int status(Message answer) {
        return answer.getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class);
    }

    private static JsonNode read(Message answer) {
        String body = answer.getBody(String.class);
        try {
            return body == null ? JSON.nullNode() : JSON.readTree(body);
        } catch (JsonProcessingException notJson) {
            return JSON.nullNode();
        }
    }
}
