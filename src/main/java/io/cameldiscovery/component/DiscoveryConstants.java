package io.cameldiscovery.component;

import org.apache.camel.spi.Metadata;

/** The headers of the {@code discovery:} component. None of them leaves the process: Camel keeps its own headers back. */
public final class DiscoveryConstants {

    @Metadata(label = "common", description = "The name of the service.", javaType = "String")
    public static final String SERVICE = "CamelDiscoveryService";

    @Metadata(label = "common", description = "The id of the instance.", javaType = "String")
    public static final String INSTANCE = "CamelDiscoveryInstance";

    @Metadata(
            label = "common",
            description = "Where the instance is reached, such as http://10.7.0.5:8080/api.",
            javaType = "String")
    public static final String URI = "CamelDiscoveryUri";

    @Metadata(
            label = "common",
            description = "The literal address, an IPv6 one in brackets, as it stands in the URI.",
            javaType = "String")
    public static final String HOST = "CamelDiscoveryHost";

    @Metadata(
            label = "common",
            description =
                    "The port of the URI or of its scheme. Missing when neither names one, as with foo://10.7.0.5/.",
            javaType = "Integer")
    public static final String PORT = "CamelDiscoveryPort";

    @Metadata(
            label = "common",
            description = "The road by which the record came: udp, tcp, relay, registry or file.",
            javaType = "String")
    public static final String SOURCE = "CamelDiscoverySource";

    @Metadata(label = "common", description = "Milliseconds since the record was heard last.", javaType = "Long")
    public static final String AGE = "CamelDiscoveryAge";

    @Metadata(label = "producer", description = "Milliseconds since the address was proven.", javaType = "Long")
    public static final String PROOF_AGE = "CamelDiscoveryProofAge";

    @Metadata(label = "common", description = "The id of the key that signed the record.", javaType = "String")
    public static final String KEY_ID = "CamelDiscoveryKeyId";

    @Metadata(
            label = "common",
            description = "The region of the instance. Missing when its record names none.",
            javaType = "String")
    public static final String REGION = "CamelDiscoveryRegion";

    @Metadata(
            label = "producer",
            description = "Whether an instance was found. Only false with onNone=continue.",
            javaType = "Boolean")
    public static final String FOUND = "CamelDiscoveryFound";

    @Metadata(
            label = "producer",
            description = "With onNone=continue, why no instance was found, for people.",
            javaType = "String")
    public static final String REASON = "CamelDiscoveryReason";

    @Metadata(label = "producer", description = "With body=instances, how many there are.", javaType = "Integer")
    public static final String COUNT = "CamelDiscoveryCount";

    @Metadata(
            label = "consumer",
            description = "What happened: up, moved, stale or down; for discovery:announce/... announced or withdrawn.",
            javaType = "String")
    public static final String EVENT = "CamelDiscoveryEvent";

    @Metadata(label = "consumer", description = "With moved, where the instance was before.", javaType = "String")
    public static final String PREVIOUS_URI = "CamelDiscoveryPreviousUri";

    @Metadata(
            label = "consumer",
            description = "With down, why: goodbye, expired, or unmatched when it does not pass the filter any more.",
            javaType = "String")
    public static final String DOWN_REASON = "CamelDiscoveryDownReason";

    private DiscoveryConstants() {}
}
