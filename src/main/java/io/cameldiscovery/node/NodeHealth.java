package io.cameldiscovery.node;

import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckResultBuilder;

/** One condition of a node as Camel's health checks show it: for readiness alone, since no restart would mend it. */
final class NodeHealth implements HealthCheck {

    /**
     * What a check found.
     *
     * @param ready whether the node can do its work
     * @param message for a person to read
     */
    record Finding(boolean ready, String message) {}

    private final String id;
    private final Supplier<Finding> check;
    private volatile boolean enabled = true;

    NodeHealth(String id, Supplier<Finding> check) {
        this.id = id;
        this.check = check;
    }

    @Override
    public Result call(Map<String, Object> options) {
        Finding finding = check.get();
        HealthCheckResultBuilder result =
                HealthCheckResultBuilder.on(this).message(finding.message()).detail(CHECK_KIND, Kind.READINESS);
        return (finding.ready() ? result.up() : result.down()).build();
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    public String getGroup() {
        return "discovery";
    }

    @Override
    public String getId() {
        return id;
    }

    @Override
    public boolean isEnabled() {
        return enabled;
    }

    @Override
    public void setEnabled(boolean enabled) {
        this.enabled = enabled;
    }
}
