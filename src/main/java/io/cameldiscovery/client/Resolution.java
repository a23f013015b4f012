package io.cameldiscovery.client;

import io.cameldiscovery.record.ServiceName;
import java.time.Duration;
import java.util.List;

/** How a lookup ended. */
public sealed interface Resolution {

    ServiceName service();

    Duration after();

    /** At least one instance, in the order of their proofs. */
    record Found(ServiceName service, List<ResolvedInstance> instances, Duration after) implements Resolution {}

    /** Nobody answered on any road. {@code reasons} lists errors on the way. */
    record NotFound(ServiceName service, List<String> reasons, Duration after) implements Resolution {}

    /** There were answers, but none could be trusted. {@code reasons} says why, each reason once. */
    record Untrusted(ServiceName service, List<String> reasons, Duration after) implements Resolution {}
}
