package io.cameldiscovery.client;

import io.cameldiscovery.record.ServiceName;
import java.time.Duration;
import java.util.List;

/** How a lookup ended. */
public sealed interface Resolution {

    ServiceName service();

    Duration after();

    /** At least one instance, each proven, in the order in which they were. */
    record Found(ServiceName service, List<ResolvedInstance> instances, Duration after) implements Resolution {}

    /** Nobody answered, on no road. {@code reasons} tells what went wrong on the way, if anything did. */
    record NotFound(ServiceName service, List<String> reasons, Duration after) implements Resolution {}

    /** Answers came, but none that can be trusted; {@code reasons} says why, once for each kind. */
    record Untrusted(ServiceName service, List<String> reasons, Duration after) implements Resolution {}
}
