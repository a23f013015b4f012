package io.cameldiscovery.bench;

import io.cameldiscovery.client.InstanceFilter;
import io.cameldiscovery.client.PickStrategies;
import io.cameldiscovery.client.ProvenInstance;
import io.cameldiscovery.client.Selector;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.settings.Role;
import io.cameldiscovery.testing.TestApplication;
import io.cameldiscovery.testing.TestLan;
import io.cameldiscovery.testing.TestNode;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What a warm {@code discovery:} step adds to an exchange. Each measured call makes an exchange, hands it to the producer of
 * a {@code direct:} endpoint and has it back when it is done with its route; the routes differ in one step only. The node
 * beside it works as in production: it proves the 5 and the 50 instances again every few seconds.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class WarmLookup {

    /** Every route ends with a step that does nothing, since a route must have one. */
    private static String route(String name, String step) {
        return """
                - route:
                    id: %1$s
                    from:
                      uri: direct:%1$s
                      steps:
                %2$s
                        - process:
                            ref: nothing
                """.formatted(name, step.indent(8).stripTrailing());
    }

    private static final String ROUTES = route("plain", "")
            + route("five", "- to: {uri: discovery:orders}")
            + route("fifty", "- to: {uri: discovery:payments}")
            + route("sticky", "- to: {uri: 'discovery:payments?pick=sticky&stickyKey=${header.customer}'}")
            + route("to", "- to: {uri: nowhere:fixed}")
            + route("toD", "- toD: {uri: nowhere:fixed}");

    private Path directory;
    private InstancesOnLoopback servers;
    private TestNode client;
    private TestApplication application;
    private Selector selector;
    private Call plain;
    private Call five;
    private Call fifty;
    private Call sticky;
    private Call to;
    private Call toD;

    @Setup
    public void start() throws Exception {
        directory = Files.createTempDirectory("discovery-bench-");
        TestLan lan = new TestLan(directory);
        servers = new InstancesOnLoopback(lan).offer("orders", 5).offer("payments", 50);
        client = lan.node("client", Role.CLIENT)
                .with("discovery.lan.source-rate", 0)
                // On a busy machine answers come late.
                .with("discovery.verification.attempt-timeout", "2s")
                .start();
        application = lan.application("application")
                .bean("discoveryNode", client.node())
                .bean("nothing", (Processor) exchange -> {})
                .bean("nowhere", new NowhereComponent())
                .routes(ROUTES)
                .start();
        selector = client.node().selector(new ServiceName("orders"), InstanceFilter.NONE, PickStrategies.roundRobin());
        waitUntilWarm("orders", 5);
        waitUntilWarm("payments", 50);
        CamelContext context = application.context();
        plain = new Call(context, "plain");
        five = new Call(context, "five");
        fifty = new Call(context, "fifty");
        sticky = new Call(context, "sticky");
        to = new Call(context, "to");
        toD = new Call(context, "toD");
        require(five, "orders");
        require(fifty, "payments");
        require(sticky, "payments");
    }

    @TearDown
    public void stop() throws Exception {
        // A benchmark whose instances went cold measured something else.
        waitUntilWarm("orders", 5);
        waitUntilWarm("payments", 50);
        application.close();
        client.close();
        servers.close();
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        }
    }

    @Benchmark
    public Exchange plain() throws Exception {
        return plain.make();
    }

    @Benchmark
    public Exchange roundRobin5() throws Exception {
        return five.make();
    }

    @Benchmark
    public Exchange roundRobin50() throws Exception {
        return fifty.make();
    }

    @Benchmark
    public Exchange plainWithHeader() throws Exception {
        return plain.makeFor("alice");
    }

    @Benchmark
    public Exchange sticky50() throws Exception {
        return sticky.makeFor("alice");
    }

    @Benchmark
    public Exchange to() throws Exception {
        return to.make();
    }

    @Benchmark
    public Exchange toD() throws Exception {
        return toD.make();
    }

    @Benchmark
    public ProvenInstance selector() {
        return selector.select(null);
    }

    private void waitUntilWarm(String service, int instances) throws InterruptedException {
        Selector all =
                client.node().selector(new ServiceName(service), InstanceFilter.NONE, PickStrategies.roundRobin());
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (all.all().size() != instances) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException(
                        all.all().size() + " of " + instances + " instances of " + service + " are warm");
            }
            Thread.sleep(20);
        }
    }

    private static void require(Call call, String service) throws Exception {
        Exchange exchange = call.makeFor("alice");
        if (!service.equals(exchange.getMessage().getHeader("CamelDiscoveryService"))) {
            throw new IllegalStateException("no instance was picked: " + exchange.getException());
        }
    }

    /** Calls a route from outside, as its consumer would. */
    private static final class Call {
        private final Endpoint endpoint;
        private final Producer producer;

        Call(CamelContext context, String route) throws Exception {
            endpoint = context.getEndpoint("direct:" + route);
            producer = endpoint.createProducer();
            producer.start();
        }

        Exchange make() throws Exception {
            Exchange exchange = endpoint.createExchange();
            producer.process(exchange);
            return exchange;
        }

        Exchange makeFor(String customer) throws Exception {
            Exchange exchange = endpoint.createExchange();
            exchange.getMessage().setHeader("customer", customer);
            producer.process(exchange);
            return exchange;
        }
    }

    /** Where messages may go without anything being done to them. */
    private static final class NowhereComponent extends DefaultComponent {
        @Override
        protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
            return new DefaultEndpoint(uri, this) {
                @Override
                public Producer createProducer() {
                    return new DefaultProducer(this) {
                        @Override
                        public void process(Exchange exchange) {
                            // nothing
                        }
                    };
                }

                @Override
                public Consumer createConsumer(Processor processor) {
                    throw new UnsupportedOperationException("nothing comes from nowhere");
                }
            };
        }
    }
}
