package io.cameldiscovery.registry.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.registry.ChangeIndex;
import io.cameldiscovery.registry.InstanceState;
import io.cameldiscovery.registry.Outcome;
import io.cameldiscovery.registry.Problem;
import io.cameldiscovery.registry.store.Drain;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An outcome as HTTP puts it: the one place where it becomes a status. Its JSON is written when it is first asked for. */
public final class HttpAnswer {

    /** The header that says when what is shown changed last ({@link ChangeIndex}). */
    public static final String INDEX = "X-Discovery-Index";

    private static final Map<String, String> COMMON =
            Map.of("Cache-Control", "no-store", "X-Content-Type-Options", "nosniff");
    private static final Map<String, String> OF_JSON = commonWith("application/json");
    private static final Map<String, String> OF_PROBLEMS = commonWith("application/problem+json");
    private static final ObjectWriter WRITER = JsonMapper.builder().build().writer();

    private final int status;
    private final Map<String, String> headers;
    private final @Nullable Object content;
    private @Nullable String body;

    private HttpAnswer(int status, Map<String, String> headers, @Nullable Object content, @Nullable String body) {
        this.status = status;
        this.headers = Map.copyOf(headers);
        this.content = content;
        this.body = body;
    }

    public static HttpAnswer of(Outcome outcome) {
        if (outcome instanceof Outcome.Registered registered) {
            return json(status(registered), LeaseAnswer.of(registered));
        } else if (outcome instanceof Outcome.Each each) {
            return json(200, EachAnswer.of(each));
        } else if (outcome instanceof Outcome.Withdrawn) {
            return new HttpAnswer(204, COMMON, null, "");
        } else if (outcome instanceof Outcome.Drained drained) {
            return json(200, DrainAnswer.of(drained.drain()));
        } else if (outcome instanceof Outcome.Drains drains) {
            return json(200, DrainsAnswer.of(drains));
        } else if (outcome instanceof Outcome.Undrained) {
            return new HttpAnswer(204, COMMON, null, "");
        } else if (outcome instanceof Outcome.Found found) {
            return json(200, ServiceAnswer.of(found)).validated(EntityTag.of(found), found.index());
        } else if (outcome instanceof Outcome.Single single) {
            return json(200, SingleAnswer.of(single)).validated(EntityTag.of(single), single.index());
        } else if (outcome instanceof Outcome.Listed listed) {
            return json(200, ServicesAnswer.of(listed)).validated(EntityTag.of(listed), listed.index());
        }
        return problem((Outcome.Refused) outcome);
    }

    private static int status(Outcome.Registered registered) {
        return registered.first() ? 201 : 200;
    }

    /** @param content what Jackson writes as the tools of others want it */
    public static HttpAnswer ok(Object content) {
        return json(200, content);
    }

    private static HttpAnswer json(int status, Object content) {
        return new HttpAnswer(status, OF_JSON, content, null);
    }

    public int status() {
        return status;
    }

    /** Besides the length. */
    public Map<String, String> headers() {
        return headers;
    }

    /** What Jackson writes as the body; null if there is none. */
    public @Nullable Object content() {
        return content;
    }

    /** JSON, or nothing. */
    public String body() {
        String written = body;
        if (written == null) {
            written = write(content);
            body = written;
        }
        return written;
    }

    /**
     * The answer may be kept, if it is asked for again each time (RFC 9111 section 5.2.2.4). Others may get it in another
     * coding, or as events.
     */
    private HttpAnswer validated(String tag, long index) {
        return with("ETag", tag)
                .with(INDEX, String.valueOf(index))
                .with("Cache-Control", "no-cache")
                .with("Vary", "Accept, Accept-Encoding");
    }

    /** The same for a client that may wait for the next change, also if there is nothing to show yet. */
    public HttpAnswer indexed(long index) {
        return headers.containsKey(INDEX) ? this : with(INDEX, String.valueOf(index));
    }

    /**
     * What a client gets that says which answer it has: nothing but 304 if it has this one (RFC 9110 section 13.1.2).
     *
     * @param ifNoneMatch the request's header field, or null
     */
    public HttpAnswer unlessMatched(@Nullable String ifNoneMatch) {
        String tag = headers.get("ETag");
        if (ifNoneMatch == null || tag == null || !EntityTag.matches(ifNoneMatch, tag)) {
            return this;
        }
        TreeMap<String, String> kept = new TreeMap<>(headers);
        kept.remove("Content-Type");
        return new HttpAnswer(304, kept, null, "");
    }

    /** An answer to a request that does not reach the registry. */
    public static HttpAnswer of(Problem problem, String detail) {
        return of(Outcome.Refused.of(problem, detail));
    }

    private static HttpAnswer problem(Outcome.Refused refused) {
        Problem problem = refused.problem();
        HttpAnswer answer = new HttpAnswer(problem.status(), OF_PROBLEMS, ProblemAnswer.of(refused), null);
        Long retryAfter = retryAfter(refused);
        if (retryAfter != null) {
            answer = answer.with("Retry-After", String.valueOf(retryAfter));
        }
        // RFC 9110 section 15.5.2 wants a challenge; ours is the token in the body.
        String challenge = problem == Problem.NOT_ADMIN ? "Bearer" : "Discovery-Token";
        return problem.status() == 401 ? answer.with("WWW-Authenticate", challenge) : answer;
    }

    /** In seconds; null if asking again is of no use. */
    private static @Nullable Long retryAfter(Outcome.Refused refused) {
        Duration retryAfter = refused.retryAfter();
        return retryAfter == null ? null : Math.max(1, retryAfter.toSeconds());
    }

    /** The same with one header more. */
    public HttpAnswer with(String header, String value) {
        TreeMap<String, String> more = new TreeMap<>(headers);
        more.put(header, value);
        return new HttpAnswer(status, more, content, body);
    }

    private static Map<String, String> commonWith(String contentType) {
        TreeMap<String, String> headers = new TreeMap<>(COMMON);
        headers.put("Content-Type", contentType);
        return Map.copyOf(headers);
    }

    public static String json(Outcome.Found found) {
        return write(ServiceAnswer.of(found));
    }

    public static String json(Outcome.Instance instance) {
        return write(InstanceAnswer.of(instance));
    }

    public static String json(Outcome.Listed listed) {
        return write(ServicesAnswer.of(listed));
    }

    public static String json(ServiceName service, int instances) {
        return write(new CountAnswer(service.value(), instances));
    }

    /** Of an instance that is not registered any more. */
    public static String gone(String instance) {
        return write(Map.of("instance", instance));
    }

    private static String write(@Nullable Object content) {
        try {
            return WRITER.writeValueAsString(content);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("plain values always encode", impossible);
        }
    }

    @JsonPropertyOrder({"service", "instance", "lease", "renewAfter"})
    private record LeaseAnswer(String service, String instance, long lease, long renewAfter) {
        static LeaseAnswer of(Outcome.Registered registered) {
            return new LeaseAnswer(
                    registered.key().service().value(),
                    registered.key().instance().value(),
                    rounded(registered.lease()),
                    Math.max(1, Math.round(registered.renewAfter().toMillis() / 1000.0)));
        }
    }

    private record EachAnswer(List<ResultAnswer> results) {
        static EachAnswer of(Outcome.Each each) {
            return new EachAnswer(each.outcomes().stream().map(ResultAnswer::of).toList());
        }
    }

    /** What a request with one token alone would be answered, with its status. */
    private record ResultAnswer(
            int status,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Long retryAfter,

            @JsonUnwrapped @Nullable LeaseAnswer lease,
            @JsonUnwrapped @Nullable FaultAnswer fault) {
        static ResultAnswer of(Outcome outcome) {
            if (outcome instanceof Outcome.Registered registered) {
                return new ResultAnswer(HttpAnswer.status(registered), null, LeaseAnswer.of(registered), null);
            }
            Outcome.Refused refused = (Outcome.Refused) outcome;
            Problem problem = refused.problem();
            return new ResultAnswer(
                    problem.status(),
                    HttpAnswer.retryAfter(refused),
                    null,
                    new FaultAnswer(problem.type(), problem.title(), refused.detail()));
        }
    }

    @JsonPropertyOrder({"type", "title", "detail"})
    private record FaultAnswer(String type, String title, String detail) {}

    @JsonPropertyOrder({"service", "instance", "state", "since"})
    private record DrainAnswer(String service, String instance, String state, String since) {
        static DrainAnswer of(Drain drain) {
            return new DrainAnswer(
                    drain.key().service().value(),
                    drain.key().instance().value(),
                    InstanceState.DRAINING.label(),
                    drain.since().toString());
        }
    }

    @JsonPropertyOrder({"drains", "next"})
    private record DrainsAnswer(
            List<ListedDrainAnswer> drains,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String next) {
        static DrainsAnswer of(Outcome.Drains drains) {
            return new DrainsAnswer(
                    drains.drains().stream().map(ListedDrainAnswer::of).toList(), drains.next());
        }
    }

    @JsonPropertyOrder({"service", "instance", "since", "registered"})
    private record ListedDrainAnswer(String service, String instance, String since, boolean registered) {
        static ListedDrainAnswer of(Outcome.ListedDrain listed) {
            Drain drain = listed.drain();
            return new ListedDrainAnswer(
                    drain.key().service().value(),
                    drain.key().instance().value(),
                    drain.since().toString(),
                    listed.registered());
        }
    }

    @JsonPropertyOrder({"service", "index", "instances"})
    private record ServiceAnswer(String service, long index, List<InstanceAnswer> instances) {
        static ServiceAnswer of(Outcome.Found found) {
            return new ServiceAnswer(
                    found.service().value(),
                    found.index(),
                    found.instances().stream().map(InstanceAnswer::of).toList());
        }
    }

    @JsonPropertyOrder({"service", "index"})
    private record SingleAnswer(
            String service, long index, @JsonUnwrapped InstanceAnswer instance) {
        static SingleAnswer of(Outcome.Single single) {
            return new SingleAnswer(single.service().value(), single.index(), InstanceAnswer.of(single.instance()));
        }
    }

    @JsonPropertyOrder({"instance", "token", "state", "age", "expiresIn", "source"})
    private record InstanceAnswer(
            String instance, String token, String state, long age, long expiresIn, String source) {
        static InstanceAnswer of(Outcome.Instance instance) {
            return new InstanceAnswer(
                    instance.instance().value(),
                    instance.token(),
                    instance.state().label(),
                    instance.age().toSeconds(),
                    rounded(instance.expiresIn()),
                    "registry");
        }
    }

    @JsonPropertyOrder({"index", "services"})
    private record ServicesAnswer(
            long index,
            List<CountAnswer> services,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String next) {
        static ServicesAnswer of(Outcome.Listed listed) {
            return new ServicesAnswer(
                    listed.index(),
                    listed.services().entrySet().stream()
                            .map(service -> new CountAnswer(service.getKey().value(), service.getValue()))
                            .toList(),
                    listed.next() == null ? null : listed.next().value());
        }
    }

    @JsonPropertyOrder({"service", "instances"})
    private record CountAnswer(String service, int instances) {}

    @JsonPropertyOrder({"type", "title", "status", "detail"})
    private record ProblemAnswer(String type, String title, int status, String detail) {
        static ProblemAnswer of(Outcome.Refused refused) {
            Problem problem = refused.problem();
            return new ProblemAnswer(problem.type(), problem.title(), problem.status(), refused.detail());
        }
    }

    /** Whole seconds; a rest of less than one counts, so that what is left is never said to be nothing. */
    private static long rounded(Duration left) {
        return left.plusNanos(999_999_999).toSeconds();
    }
}
