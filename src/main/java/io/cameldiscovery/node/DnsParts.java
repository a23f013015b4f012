package io.cameldiscovery.node;

import io.cameldiscovery.lan.PortReservation;
import io.cameldiscovery.lan.PortSettings;
import io.cameldiscovery.registry.dns.AnswerDns;
import io.cameldiscovery.registry.dns.CountDnsFailure;
import io.cameldiscovery.registry.dns.Directory;
import io.cameldiscovery.registry.dns.DnsDatagrams;
import io.cameldiscovery.registry.dns.DnsDomain;
import io.cameldiscovery.registry.dns.DnsResponder;
import io.cameldiscovery.registry.dns.DnsSettings;
import io.cameldiscovery.registry.dns.DnsStreams;
import io.cameldiscovery.settings.ConfigurationException;
import io.cameldiscovery.settings.Settings;
import io.cameldiscovery.steps.DropCounters;
import io.cameldiscovery.timing.MonotonicClock;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.camel.component.netty.NettyWorkerPoolBuilder;
import org.apache.camel.main.Main;

/** The objects of the registry's name server. */
final class DnsParts implements AutoCloseable {

    private static final Duration A_WEEK = Duration.ofDays(7);
    private static final int PATIENT_THREADS = 2;
    private static final int WAITING_QUERIES = 1_000;
    private static final String TTL = "a duration of whole seconds from 0s to 7d";

    private final DnsStreams streams;
    private final DnsResponder responder;
    private final DropCounters drops;
    private final EventLoopGroup workers;
    private final ExecutorService patient;

    DnsParts(Plan plan, Directory directory, MonotonicClock clock, Clock wall, DropCounters drops) {
        this.drops = drops;
        this.patient = patient();
        this.responder = new DnsResponder(directory, plan.options(), clock, wall, patient);
        this.streams = new DnsStreams(plan.maxConnections(), plan.idleTimeout(), drops);
        this.workers = new NettyWorkerPoolBuilder()
                .withWorkerCount(2)
                .withName("discovery-dns")
                .build();
    }

    /** For answers that take a while; beyond the queue, clients are told to ask elsewhere. */
    private static ExecutorService patient() {
        return new ThreadPoolExecutor(
                PATIENT_THREADS,
                PATIENT_THREADS,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING_QUERIES),
                new DefaultThreadFactory("discovery-dns-patient", true));
    }

    /** What the settings say. */
    record Plan(DnsSettings options, int maxConnections, Duration idleTimeout) {}

    /** Whether a registry with these settings is a name server. */
    static boolean isUsed(Settings settings) {
        return whyNot(settings).isEmpty();
    }

    /** Why a registry with these settings is no name server, and which setting makes it one; empty if it is. */
    static String whyNot(Settings settings) {
        if (port(settings) == 0) {
            return "discovery.registry.dns.port=0";
        } else if (!settings.flag("discovery.registry.dns.open") && RegistryHttp.guardsLookups(settings)) {
            return "lookups need a token or certificate, and DNS has none: discovery.registry.dns.open";
        } else if (!RegistryParts.mayDisclose(settings)) {
            return "records are encrypted: discovery.registry.disclose";
        }
        return "";
    }

    /**
     * The settings of a name server, if it is to be one.
     *
     * @throws ConfigurationException naming the first setting that cannot be used
     */
    static Optional<Plan> plan(Settings settings) {
        InetSocketAddress address = RegistryParts.address(settings, port(settings));
        DnsSettings options = new DnsSettings(
                settings.parse(
                        "discovery.registry.dns.domain", "a domain such as discovery.internal", DnsDomain::parse),
                Optional.of(address.getAddress()).filter(host -> !host.isAnyLocalAddress()),
                ttl(settings, "discovery.registry.dns.ttl"),
                ttl(settings, "discovery.registry.dns.negative-ttl"),
                settings.number("discovery.registry.dns.source-rate", 0, 1e9),
                settings.number("discovery.registry.dns.source-burst", 1, 1e9));
        Plan plan = new Plan(
                options,
                settings.integer("discovery.registry.dns.max-connections", 1, 1_000_000),
                settings.duration("discovery.registry.dns.idle-timeout", Duration.ofMillis(1)));
        if (!isUsed(settings)) {
            return Optional.empty();
        }
        PortSettings.ofHost("discovery.registry.dns.port", "discovery.registry.host")
                .require(() -> {
                    PortReservation.requireFreeDatagrams(address);
                    PortReservation.requireFree(address);
                });
        return Optional.of(plan);
    }

    private static int port(Settings settings) {
        return settings.integer("discovery.registry.dns.port", 0, 65535);
    }

    private static Duration ttl(Settings settings, String key) {
        Duration ttl = settings.duration(key);
        return settings.parse(key, TTL, text -> {
            if (ttl.compareTo(A_WEEK) > 0) {
                throw new IllegalArgumentException("more than a week");
            } else if (ttl.toMillis() % 1_000 != 0) {
                throw new IllegalArgumentException("DNS knows whole seconds only");
            }
            return ttl;
        });
    }

    DnsResponder responder() {
        return responder;
    }

    void bindTo(Main camel) {
        AnswerDns answer = new AnswerDns(responder);
        camel.bind("answerDnsDatagram", answer.datagrams());
        camel.bind("answerDnsStream", answer.streams());
        camel.bind("dnsDatagrams", new DnsDatagrams(drops));
        camel.bind("dnsStreams", streams);
        camel.bind("dnsFailures", new CountDnsFailure(drops));
        camel.bind("dnsWorkers", workers);
    }

    @Override
    public void close() {
        patient.shutdownNow();
        workers.shutdownGracefully(0, 500, TimeUnit.MILLISECONDS);
    }
}
