package io.cameldiscovery.node;

import io.cameldiscovery.registry.dns.AnswerDns;
import io.cameldiscovery.registry.dns.CountDnsFailure;
import io.cameldiscovery.registry.dns.Directory;
import io.cameldiscovery.registry.dns.DnsDatagrams;
import io.cameldiscovery.registry.dns.DnsResponder;
import io.cameldiscovery.registry.dns.DnsSettings;
import io.cameldiscovery.registry.dns.DnsStreams;
import io.cameldiscovery.steps.DropCounters;
import io.cameldiscovery.timing.MonotonicClock;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Clock;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.camel.component.netty.NettyWorkerPoolBuilder;
import org.apache.camel.main.Main;

/** The objects of the registry's name server. */
final class DnsParts implements AutoCloseable {

    private static final int PATIENT_THREADS = 2;
    private static final int WAITING_QUERIES = 1_000;

    private final DnsStreams streams;
    private final DnsResponder responder;
    private final DropCounters drops;
    private final EventLoopGroup workers;
    private final ExecutorService patient;

    DnsParts(DnsSettings settings, Directory directory, MonotonicClock clock, Clock wall, DropCounters drops) {
        this.drops = drops;
        this.patient = patient();
        this.responder = new DnsResponder(directory, settings, clock, wall, patient);
        this.streams = new DnsStreams(settings.maxConnections(), settings.idleTimeout(), drops);
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
