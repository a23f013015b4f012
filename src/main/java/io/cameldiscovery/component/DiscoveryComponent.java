package io.cameldiscovery.component;

import io.cameldiscovery.Node;
import io.cameldiscovery.record.ServiceName;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;
import org.jspecify.annotations.Nullable;

/**
 * {@code discovery:orders}: proven addresses for message flows, events when servers come and go, and the announcement of
 * services. All endpoints of a Camel context share one node.
 */
@Component("discovery")
public class DiscoveryComponent extends DefaultComponent {

    @Metadata(
            description = "The node to use. By default the one in the registry; without one, a node is started with the"
                    + " discovery.* properties of the application, and stopped with it.",
            autowired = true)
    private @Nullable Node node;

    private @Nullable Node embedded;
    private @Nullable ColdStart coldStart;
    private @Nullable Announcements announcements;

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
        return given == null ? java.util.Objects.requireNonNull(own) : given;
    }

    ColdStart coldStart() {
        return java.util.Objects.requireNonNull(coldStart);
    }

    Announcements announcements() {
        return java.util.Objects.requireNonNull(announcements);
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        DiscoveryEndpoint endpoint = new DiscoveryEndpoint(uri, this, remaining);
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
            node = found.size() == 1 ? found.iterator().next() : null;
        }
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        if (node == null) {
            embedded = EmbeddedNode.start(getCamelContext());
        }
        coldStart = new ColdStart(node());
        announcements = new Announcements(getCamelContext(), node());
    }

    @Override
    protected void doStop() throws Exception {
        if (announcements != null) {
            announcements.close();
        }
        Node own = embedded;
        embedded = null;
        if (own != null) {
            own.close();
        }
        super.doStop();
    }

    /** @throws IllegalArgumentException with a line that says what a name looks like */
    static ServiceName name(String text) {
        return new ServiceName(text);
    }
}
