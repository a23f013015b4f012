package io.cameldiscovery.registry.interop;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.cameldiscovery.record.Endpoint;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.registry.WatchKey;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What is registered in the words of Consul's HTTP API, version 1: each instance is a service on a node that is its
 * address, with one check that says in which state its lease is. Instances are listed by id everywhere. The objects are
 * for Jackson. Thread-safe.
 */
public final class ConsulCatalogue {

    private static final int REMEMBERED = 100_000;

    private final RegisteredInstances instances;
    private final String datacenter;
    private final String node;
    private final Cache<ServiceName, Tags> tags =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    /** Those of a service at that index, so that no record is opened again that did not change. */
    private record Tags(long index, Collection<String> all) {}

    /**
     * @param datacenter what Consul's clients are told that this is
     * @param node the name of this registry
     */
    public ConsulCatalogue(RegisteredInstances instances, String datacenter, String node) {
        this.instances = instances;
        this.datacenter = datacenter;
        this.node = node;
    }

    public String datacenter() {
        return datacenter;
    }

    /** {@code /v1/catalog/services}: all services, each with the tags of its instances. */
    public Map<String, Collection<String>> services() {
        TreeMap<String, Collection<String>> all = new TreeMap<>();
        instances.services().forEach(service -> all.put(service.value(), tags(service)));
        return all;
    }

    private Collection<String> tags(ServiceName service) {
        long index = index(service);
        Tags known = tags.getIfPresent(service);
        if (known == null || known.index() != index) {
            TreeSet<String> all = new TreeSet<>();
            instances.of(service).forEach(instance -> all.addAll(instance.tags()));
            known = new Tags(index, all);
            tags.put(service, known);
        }
        return known.all();
    }

    private long index(ServiceName service) {
        return instances.registry().changes().index(WatchKey.of(service));
    }

    /**
     * {@code /v1/catalog/service/<name>}: the instances, in whatever state.
     *
     * @param tags all of which an instance must have
     */
    public List<Object> service(ServiceName service, List<String> tags) {
        long index = index(service);
        return tagged(service, tags)
                .map(instance -> (Object) entry(instance, index))
                .toList();
    }

    /**
     * {@code /v1/health/service/<name>}: the instances with their checks.
     *
     * @param tags all of which an instance must have
     * @param passing whether those out of use are left out; suspects stay, though Consul leaves out what has a warning: most
     *     of a service is missing where there are any, and the rest would have to carry all the load
     */
    public List<Object> health(ServiceName service, List<String> tags, boolean passing) {
        long index = index(service);
        return tagged(service, tags)
                .filter(instance -> !passing || CheckStatus.of(instance.state()) != CheckStatus.CRITICAL)
                .map(instance -> (Object) healthEntry(instance, index))
                .toList();
    }

    private Stream<RegisteredInstance> tagged(ServiceName service, List<String> tags) {
        return instances.of(service).stream().filter(instance -> instance.tags().containsAll(tags));
    }

    /** {@code /v1/agent/self}: this registry. */
    public Object self() {
        Config config = new Config(datacenter, node, nodeId(node), "camel-discovery", true, "1.0.0");
        return new Self(config, Map.of(), new Member(node, "127.0.0.1", 0, Map.of(), 1, 1, 5, 2, 2, 5, 4), Map.of());
    }

    private static String nodeId(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private CatalogEntry entry(RegisteredInstance instance, long index) {
        Service service = described(instance, index);
        Node where = node(instance, index);
        return new CatalogEntry(
                where.id(),
                where.node(),
                where.address(),
                datacenter,
                where.taggedAddresses(),
                where.meta(),
                service.id(),
                service.service(),
                service.tags(),
                service.address(),
                service.meta(),
                service.port(),
                service.weights(),
                false,
                index,
                index);
    }

    private HealthEntry healthEntry(RegisteredInstance instance, long index) {
        Service service = described(instance, index);
        Node where = node(instance, index);
        CheckStatus status = CheckStatus.of(instance.state());
        Check check = new Check(
                where.node(),
                status.checkId(service.id()),
                "lease",
                status.label(),
                "",
                "state " + instance.state().label(),
                service.id(),
                service.service(),
                service.tags(),
                "ttl",
                Map.of(),
                index,
                index);
        return new HealthEntry(where, service, List.of(check));
    }

    private Service described(RegisteredInstance instance, long index) {
        var record = instance.record();
        TreeMap<String, String> meta = new TreeMap<>(record.metadata());
        String region = record.region();
        if (region != null) {
            meta.put("discovery-region", region);
        }
        instance.endpoint().ifPresent(endpoint -> meta.put("discovery-endpoint", endpoint.toString()));
        return new Service(
                record.service() + ":" + record.instance(),
                record.service().value(),
                instance.tags(),
                instance.endpoint().map(RegisteredInstance::host).orElse(""),
                meta,
                instance.endpoint().map(Endpoint::port).orElse(0),
                new Weights(instance.weight(), instance.weight()),
                false,
                index,
                index);
    }

    private Node node(RegisteredInstance instance, long index) {
        String address = instance.endpoint()
                .map(RegisteredInstance::host)
                .orElseGet(() ->
                        RegisteredInstance.host(instance.record().endpoints().get(0)));
        return new Node(
                nodeId(address),
                address,
                address,
                datacenter,
                Map.of("lan", address, "wan", address),
                Map.of(),
                index,
                index);
    }

    private record Self(
            @JsonProperty("Config") Config config,
            @JsonProperty("DebugConfig") Map<String, String> debugConfig,
            @JsonProperty("Member") Member member,
            @JsonProperty("Meta") Map<String, String> meta) {}

    private record Config(
            @JsonProperty("Datacenter") String datacenter,
            @JsonProperty("NodeName") String nodeName,
            @JsonProperty("NodeID") String nodeId,
            @JsonProperty("Revision") String revision,
            @JsonProperty("Server") boolean server,
            @JsonProperty("Version") String version) {}

    private record Member(
            @JsonProperty("Name") String name,
            @JsonProperty("Addr") String address,
            @JsonProperty("Port") int port,
            @JsonProperty("Tags") Map<String, String> tags,
            @JsonProperty("Status") int status,
            @JsonProperty("ProtocolMin") int protocolMin,
            @JsonProperty("ProtocolMax") int protocolMax,
            @JsonProperty("ProtocolCur") int protocolCur,
            @JsonProperty("DelegateMin") int delegateMin,
            @JsonProperty("DelegateMax") int delegateMax,
            @JsonProperty("DelegateCur") int delegateCur) {}

    private record Node(
            @JsonProperty("ID") String id,
            @JsonProperty("Node") String node,
            @JsonProperty("Address") String address,
            @JsonProperty("Datacenter") String datacenter,
            @JsonProperty("TaggedAddresses") Map<String, String> taggedAddresses,
            @JsonProperty("Meta") Map<String, String> meta,
            @JsonProperty("CreateIndex") long createIndex,
            @JsonProperty("ModifyIndex") long modifyIndex) {}

    private record Weights(
            @JsonProperty("Passing") int passing,
            @JsonProperty("Warning") int warning) {}

    private record Service(
            @JsonProperty("ID") String id,
            @JsonProperty("Service") String service,
            @JsonProperty("Tags") List<String> tags,
            @JsonProperty("Address") String address,
            @JsonProperty("Meta") Map<String, String> meta,
            @JsonProperty("Port") int port,
            @JsonProperty("Weights") Weights weights,
            @JsonProperty("EnableTagOverride") boolean enableTagOverride,
            @JsonProperty("CreateIndex") long createIndex,
            @JsonProperty("ModifyIndex") long modifyIndex) {}

    private record Check(
            @JsonProperty("Node") String node,
            @JsonProperty("CheckID") String checkId,
            @JsonProperty("Name") String name,
            @JsonProperty("Status") String status,
            @JsonProperty("Notes") String notes,
            @JsonProperty("Output") String output,
            @JsonProperty("ServiceID") String serviceId,
            @JsonProperty("ServiceName") String serviceName,
            @JsonProperty("ServiceTags") List<String> serviceTags,
            @JsonProperty("Type") String type,
            @JsonProperty("Definition") Map<String, String> definition,
            @JsonProperty("CreateIndex") long createIndex,
            @JsonProperty("ModifyIndex") long modifyIndex) {}

    private record HealthEntry(
            @JsonProperty("Node") Node node,
            @JsonProperty("Service") Service service,
            @JsonProperty("Checks") List<Check> checks) {}

    private record CatalogEntry(
            @JsonProperty("ID") String id,
            @JsonProperty("Node") String node,
            @JsonProperty("Address") String address,
            @JsonProperty("Datacenter") String datacenter,
            @JsonProperty("TaggedAddresses") Map<String, String> taggedAddresses,
            @JsonProperty("NodeMeta") Map<String, String> nodeMeta,
            @JsonProperty("ServiceID") String serviceId,
            @JsonProperty("ServiceName") String serviceName,
            @JsonProperty("ServiceTags") List<String> serviceTags,
            @JsonProperty("ServiceAddress") String serviceAddress,
            @JsonProperty("ServiceMeta") Map<String, String> serviceMeta,
            @JsonProperty("ServicePort") int servicePort,
            @JsonProperty("ServiceWeights") Weights serviceWeights,
            @JsonProperty("ServiceEnableTagOverride") boolean serviceEnableTagOverride,
            @JsonProperty("CreateIndex") long createIndex,
            @JsonProperty("ModifyIndex") long modifyIndex) {}
}
