package io.cameldiscovery.node;

import io.cameldiscovery.client.Question;
import io.cameldiscovery.client.Resolution;
import io.cameldiscovery.record.ServiceName;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.netty.NettyConstants;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.util.function.Suppliers;

/** Starts routes from code, once Camel runs. Thread-safe. */
final class RouteCalls {

    /** Some routes are not there without a registry, and any may be excluded. */
    private static final String IF_THERE = "?failIfNoConsumers=false&block=false";

    private final Supplier<CamelContext> context;
    private final Supplier<ProducerTemplate> template;
    private final Supplier<ExecutorService> flows;

    RouteCalls(Supplier<CamelContext> context) {
        this.context = context;
        this.template = Suppliers.memorize(() -> context.get().createProducerTemplate());
        this.flows = Suppliers.memorize(
                () -> context.get().getExecutorServiceManager().newDefaultThreadPool(this, "discovery-flows"));
    }

    /** Threads on which message flows go on that waited for the network: they may block, those that woke them must not. */
    Executor flows() {
        return task -> flows.get().execute(task);
    }

    /** Receives what a peer answered over TCP. */
    void receive(String token, InetSocketAddress peer) {
        Exchange exchange = exchange();
        exchange.setProperty("source", "TCP");
        exchange.getMessage().setHeader(NettyConstants.NETTY_REMOTE_ADDRESS, peer);
        exchange.getMessage().setBody(token);
        template.get().asyncSend("direct:receive-message", exchange);
    }

    /** Tells the LAN and the registry what this node offers now. */
    void announce() {
        template.get().sendBody("direct:announce" + IF_THERE, "");
        template.get().sendBody("direct:renew-at-once" + IF_THERE, "");
    }

    /** Tells the LAN and the registry that this node offers a service no more. */
    void withdraw(ServiceName service) {
        template.get().sendBody("direct:withdraw-service" + IF_THERE, service);
    }

    /** Asks the resolver. */
    CompletableFuture<Resolution> resolve(Question question) {
        Exchange exchange = exchange();
        exchange.getMessage().setBody(question);
        return template.get().asyncSend("direct:resolve-service", exchange).thenApply(done -> done.getMessage()
                .getBody(Resolution.class));
    }

    private Exchange exchange() {
        return new DefaultExchange(context.get());
    }
}
