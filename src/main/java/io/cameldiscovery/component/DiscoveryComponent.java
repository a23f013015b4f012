package io.cameldiscovery.component;

import io.cameldiscovery.node.Closing;
import io.cameldiscovery.node.Node;
import io.cameldiscovery.record.ServiceName;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.util.PropertiesHelper;
import org.jspecify.annotations.Nullable;

/**
 * {@code discovery:orders}: proven addresses for message flows, events when servers come and go, and the announcement
 * of services. All endpoints of a Camel context share one node.
 */
@Component("discovery")
public class DiscoveryComponent extends DefaultComponent {

    private static final String METADATA = "metadata.";

    @Metadata(
            description = "The node to use. By default the one in the registry; without one, a node is started with the"
                    + " properties of the application that begin with discovery, and stopped with it.",
            autowired = true)
    private @Nullable Node node;

    private @Nullable Node embedded;
    private @Nullable ColdStart coldStart;
    private @Nullable Announcements announcements;
    private @Nullable ExecutorService waiters;

    /** The component of that context, running. */
    static DiscoveryComponent of(CamelContext context) {
        return context.getComponent("discovery", DiscoveryComponent.class);
    }

    public @Nullable Node getNode() {
        return node;
    }

    public void setNode(@Nullable Node node) {
        this.node = node;
    }

    /** The node that runs. */
    Node node() {
        Node own = embedded;
        Node given = node;
        if (given == null && own == null) {
            throw new IllegalStateException("the discovery component is not started");
        }
        return given == null ? Objects.requireNonNull(own) : given;
    }

    ColdStart coldStart() {
        return Objects.requireNonNull(coldStart);
    }

    Announcements announcements() {
        return Objects.requireNonNull(announcements);
    }

    /** The executor for messages that waited: their steps may block, which the node's own threads must not. */
    Executor continuing() {
        ExecutorService threads = Objects.requireNonNull(waiters);
        return task -> {
            try {
                threads.execute(task);
            } catch (RejectedExecutionException stopping) {
                // A message is never left waiting.
                task.run();
            }
        };
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        DiscoveryEndpoint endpoint = new DiscoveryEndpoint(uri, this, remaining);
        Map<String, Object> metadata = PropertiesHelper.extractProperties(parameters, METADATA);
        endpoint.setMetadata(new HashMap<>(metadata));
        OptionNames.requireValue("pick", Pick.class, parameters, getCamelContext());
        OptionNames.requireValue("onNone", OnNone.class, parameters, getCamelContext());
        OptionNames.requireValue("body", BodyContent.class, parameters, getCamelContext());
        setProperties(endpoint, parameters);
        OptionNames.require(uri, parameters.keySet(), getCamelContext());
        endpoint.check();
        return endpoint;
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        if (node == null) {
            Set<Node> found = getCamelContext().getRegistry().findByType(Node.class);
            if (found.size() > 1) {
                throw new IllegalArgumentException("there are " + found.size() + " nodes in the registry: name the one"
                        + " to use, such as camel.component.discovery.node=#" + Node.BEAN);
            }
            node = found.isEmpty() ? null : found.iterator().next();
        }
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        if (node == null) {
            embedded = EmbeddedNode.start(getCamelContext());
        }
        waiters = getCamelContext().getExecutorServiceManager().newCachedThreadPool(this, "discovery-waiters");
        coldStart = new ColdStart(node());
        announcements = new Announcements(getCamelContext(), node());
    }

    @Override
    protected void doStop() throws Exception {
        Node own = embedded;
        embedded = null;
        ExecutorServiceManager threads = getCamelContext().getExecutorServiceManager();
        Closing.all(announcements, coldStart, own, () -> threads.shutdown(waiters));
        super.doStop();
    }

    /** @throws IllegalArgumentException with a line that says what a name looks like */
    static ServiceName name(String text) {
        return new ServiceName(text);
    }
}
