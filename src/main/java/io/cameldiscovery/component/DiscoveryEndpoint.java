package io.cameldiscovery.component;

import io.cameldiscovery.client.InstanceFilter;
import io.cameldiscovery.client.PickStrategy;
import io.cameldiscovery.record.ServiceName;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;
import org.jspecify.annotations.Nullable;

/**
 * Find the instances of a service at proven addresses, hear when they come and go, and announce services.
 *
 * <p>As a producer it puts a proven address into the message. As a consumer it makes an exchange of every change;
 * {@code discovery:announce/orders} announces the service while its route runs.
 */
@UriEndpoint(
        firstVersion = "1.0.0",
        scheme = "discovery",
        title = "Discovery",
        syntax = "discovery:service",
        category = {Category.CLOUD, Category.NETWORKING},
        headersClass = DiscoveryConstants.class)
public class DiscoveryEndpoint extends DefaultEndpoint {

    static final String ALL = "*";
    static final String ANNOUNCE = "announce/";

    @UriPath(
            description = "The name of the service, such as orders. As a consumer also an asterisk for all services,"
                    + " and announce/orders to announce it.")
    @Metadata(required = true)
    private String service;

    @UriParam(
            label = "producer",
            enums = "first,roundRobin,random,nearest,sticky",
            defaultValue = "roundRobin",
            description =
                    "Which of several instances is picked: first by instance id, roundRobin (one after the other),"
                            + " random (by weight), nearest (one after the other in the nearest region), or sticky (the same for"
                            + " the same key).")
    private Pick pick = Pick.ROUND_ROBIN;

    @UriParam(
            label = "producer",
            description = "With pick=sticky: a simple expression, such as ${header.customer}. Messages with the same"
                    + " result go to the same instance; without a result to one after the other.")
    private @Nullable String stickyKey;

    @UriParam(
            label = "producer",
            defaultValue = "weight",
            description = "With pick=random: the metadata that holds the weight of an instance, a whole number; 1 if it"
                    + " has none.")
    private String weightKey = "weight";

    @UriParam(
            label = "producer",
            description =
                    "With pick=nearest: regions, nearest first, separated by commas. By default the region of this"
                            + " node (discovery.region).")
    private @Nullable String regions;

    @UriParam(description = "Only instances in this region; an asterisk at the end stands for anything.")
    private @Nullable String region;

    @UriParam(
            prefix = "metadata.",
            multiValue = true,
            description = "Only instances with this metadata, such as metadata.version=2; an asterisk at the end"
                    + " stands for anything. With discovery:announce/... the metadata to announce.")
    private Map<String, Object> metadata = new HashMap<>();

    @UriParam(description = "Only endpoints with this scheme, such as amqp, for instances that have several.")
    private @Nullable String scheme;

    @UriParam(
            label = "producer",
            defaultValue = "5000",
            description =
                    "How long a message waits at most while no instance is proven, in milliseconds or as in 5s; 0:"
                            + " not at all.",
            javaType = "java.time.Duration")
    private long timeout = 5000;

    @UriParam(
            label = "producer",
            enums = "fail,continue",
            defaultValue = "fail",
            description = "What a message does for which there is no instance: fail with an exception, or continue with"
                    + " CamelDiscoveryFound=false and without an address.")
    private OnNone onNone = OnNone.FAIL;

    @UriParam(
            label = "producer",
            enums = "keep,uri,instance,instances",
            defaultValue = "keep",
            description =
                    "What becomes of the body: keep it, or replace it by the uri of the instance, by the instance,"
                            + " or by the list of all instances that may be picked.")
    private BodyContent body = BodyContent.KEEP;

    @UriParam(
            label = "producer,advanced",
            defaultValue = "java.io.IOException,java.util.concurrent.TimeoutException,io.vertx.core.VertxException,"
                    + "org.apache.camel.ExchangeTimedOutException,jakarta.jms.JMSException",
            description =
                    "Exceptions of a later step, by class name, that speak against the chosen address and eject it;"
                            + " HTTP status 502, 503 and 504 always do. Empty: nothing else does.")
    private String ejectOn = "java.io.IOException,java.util.concurrent.TimeoutException,io.vertx.core.VertxException,"
            + "org.apache.camel.ExchangeTimedOutException,jakarta.jms.JMSException";

    @UriParam(
            label = "consumer",
            defaultValue = "true",
            description = "Whether the route hears of the instances that are known when it starts, as up.")
    private boolean initial = true;

    @UriParam(
            label = "consumer",
            description = "With discovery:announce/...: the URIs at which the service is reached, best first, separated"
                    + " by commas; {address} stands for every usable address of this host.")
    private @Nullable String endpoints;

    @UriParam(
            label = "consumer",
            description = "With discovery:announce/...: ids of health checks, separated by commas. The service is"
                    + " announced only while all are up. The checks of the route itself always count.")
    private @Nullable String healthChecks;

    public DiscoveryEndpoint(String uri, DiscoveryComponent component, String service) {
        super(uri, component);
        this.service = service;
    }

    /** @throws IllegalArgumentException with a line that says what to write */
    void check() {
        if (service.equals(ALL)) {
            return;
        }
        name();
        if (pick == Pick.STICKY && stickyKey == null) {
            throw new IllegalArgumentException(
                    "pick=sticky needs to know what sticks: add stickyKey, such as stickyKey=${header.customer}");
        }
        new CallFailures(ejectOn);
        if (timeout < 0) {
            throw new IllegalArgumentException("timeout must be 0 or more milliseconds, or a duration such as 5s");
        }
    }

    @Override
    public Producer createProducer() {
        if (service.equals(ALL) || announces()) {
            throw new IllegalArgumentException(
                    "to: discovery:" + service + " is not possible: name one service, such as discovery:orders"
                            + (announces() ? "; announce in from: or by a route policy" : ""));
        }
        return new DiscoveryProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        if (announces() && endpoints == null) {
            throw new IllegalArgumentException(
                    "discovery:" + service + " needs to know where the service is reached: add"
                            + " endpoints, such as endpoints=http://{address}:8080/");
        }
        Consumer consumer =
                announces() ? new AnnounceConsumer(this, processor) : new DiscoveryConsumer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }

    @Override
    public DiscoveryComponent getComponent() {
        return (DiscoveryComponent) super.getComponent();
    }

    boolean announces() {
        return service.startsWith(ANNOUNCE);
    }

    /** The service that is meant. */
    ServiceName name() {
        return DiscoveryComponent.name(announces() ? service.substring(ANNOUNCE.length()) : service);
    }

    InstanceFilter filter() {
        return new InstanceFilter(region, texts(metadata), scheme);
    }

    PickStrategy strategy() {
        List<String> preferred = regions == null
                ? getComponent().node().region().stream().toList()
                : Arrays.stream(regions.split(",")).map(String::strip).toList();
        return pick.strategy(weightKey, preferred);
    }

    Duration coldTimeout() {
        return Duration.ofMillis(timeout);
    }

    static Map<String, String> texts(Map<String, Object> values) {
        Map<String, String> texts = new HashMap<>();
        values.forEach((key, value) -> texts.put(key, String.valueOf(value)));
        return texts;
    }

    public String getService() {
        return service;
    }

    public void setService(String service) {
        this.service = service;
    }

    public Pick getPick() {
        return pick;
    }

    public void setPick(Pick pick) {
        this.pick = pick;
    }

    public @Nullable String getStickyKey() {
        return stickyKey;
    }

    public void setStickyKey(@Nullable String stickyKey) {
        this.stickyKey = stickyKey;
    }

    public String getWeightKey() {
        return weightKey;
    }

    public void setWeightKey(String weightKey) {
        this.weightKey = weightKey;
    }

    public @Nullable String getRegions() {
        return regions;
    }

    public void setRegions(@Nullable String regions) {
        this.regions = regions;
    }

    public @Nullable String getRegion() {
        return region;
    }

    public void setRegion(@Nullable String region) {
        this.region = region;
    }

    public Map<String, Object> getMetadata() {
        return metadata;
    }

    public void setMetadata(Map<String, Object> metadata) {
        this.metadata = metadata;
    }

    public @Nullable String getScheme() {
        return scheme;
    }

    public void setScheme(@Nullable String scheme) {
        this.scheme = scheme;
    }

    public long getTimeout() {
        return timeout;
    }

    public void setTimeout(long timeout) {
        this.timeout = timeout;
    }

    public OnNone getOnNone() {
        return onNone;
    }

    public void setOnNone(OnNone onNone) {
        this.onNone = onNone;
    }

    public BodyContent getBody() {
        return body;
    }

    public void setBody(BodyContent body) {
        this.body = body;
    }

    public String getEjectOn() {
        return ejectOn;
    }

    public void setEjectOn(String ejectOn) {
        this.ejectOn = ejectOn;
    }

    public boolean isInitial() {
        return initial;
    }

    public void setInitial(boolean initial) {
        this.initial = initial;
    }

    public @Nullable String getEndpoints() {
        return endpoints;
    }

    public void setEndpoints(@Nullable String endpoints) {
        this.endpoints = endpoints;
    }

    public @Nullable String getHealthChecks() {
        return healthChecks;
    }

    public void setHealthChecks(@Nullable String healthChecks) {
        this.healthChecks = healthChecks;
    }
}
