package io.cameldiscovery.component;

import io.cameldiscovery.client.Ejections;
import io.cameldiscovery.client.InstanceFilter;
import io.cameldiscovery.client.ProvenInstance;
import io.cameldiscovery.client.Selector;
import io.cameldiscovery.node.Node;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.Weight;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.camel.CamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code to: discovery:orders} for Java code outside routes: picks a proven instance, and is told how
 * the call went. Keeps the service warm while started. Thread-safe.
 */
public final class InstancePicker extends ServiceSupport {

    private static final Logger LOG = LoggerFactory.getLogger(InstancePicker.class);

    private final CamelContext context;
    private final ServiceName service;
    private final InstanceFilter filter;
    private final Pick pick;
    private @Nullable Node node;
    private @Nullable ColdStart coldStart;
    private @Nullable Selector selector;

    private InstancePicker(CamelContext context, ServiceName service, InstanceFilter filter, Pick pick) {
        this.context = context;
        this.service = service;
        this.filter = filter;
        this.pick = pick;
    }

    /**
     * Starts a picker that stops with this Camel context.
     *
     * @throws IllegalArgumentException if that is no name of a service, with a line that says what one looks like
     * @throws io.cameldiscovery.settings.ConfigurationException if the component cannot start, with one line that says what to change
     */
    public static InstancePicker start(CamelContext context, String service, InstanceFilter filter, Pick pick) {
        InstancePicker picker = new InstancePicker(context, DiscoveryComponent.name(service), filter, pick);
        try {
            context.addService(picker, true, true);
        } catch (RuntimeException known) {
            throw known;
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
        return picker;
    }

    /**
     * A recently proven instance: a warm one at once, otherwise from the network.
     *
     * @param timeout the longest wait
     * @throws DiscoveryException if there is none by then, with a line that says why and what to do
     */
    public ProvenInstance pick(Duration timeout) throws DiscoveryException, InterruptedException {
        Selector picked = Objects.requireNonNull(selector);
        ProvenInstance warm = picked.select(null);
        if (warm != null) {
            return warm;
        }
        ColdStart.Outcome<ProvenInstance> outcome = ask(picked, timeout);
        if (outcome.selected() == null) {
            throw Explanation.of(picked, outcome.answer(), new DefaultExchange(context));
        }
        return outcome.selected();
    }

    /** Notes a successful call: earlier failures are forgotten. */
    public void succeeded(ProvenInstance instance) {
        ejections().succeeded(instance);
    }

    /** Notes a failed call: the address is not picked until it is proven again. */
    public void failed(ProvenInstance instance, Throwable failure) {
        ejections()
                .failed(instance.place())
                .ifPresent(pause -> LOG.info(
                        "{} failed ({}): not used before it is proven again, nor within {} ms while there are others",
                        instance,
                        failure.getClass().getSimpleName(),
                        pause.toMillis()));
    }

    @Override
    protected void doStart() {
        DiscoveryComponent component = DiscoveryComponent.of(context);
        Node running = component.node();
        coldStart = component.coldStart();
        List<String> regions = running.region().stream().toList();
        selector = running.selector(service, filter, pick.strategy(Weight.KEY, regions));
        node = running;
        running.use(service);
    }

    @Override
    protected void doStop() {
        Objects.requireNonNull(node).release(service);
    }

    private ColdStart.Outcome<ProvenInstance> ask(Selector picked, Duration timeout) throws InterruptedException {
        try {
            return Objects.requireNonNull(coldStart)
                    .await(picked, timeout, false, () -> picked.select(null))
                    .get();
        } catch (ExecutionException fault) {
            throw new IllegalStateException("the lookup of '" + service + "' broke", fault.getCause());
        }
    }

    private Ejections ejections() {
        return Objects.requireNonNull(node).ejections();
    }
}
