package io.cameldiscovery.node;

import io.cameldiscovery.catalogue.Catalogue;
import io.cameldiscovery.catalogue.Offer;
import io.cameldiscovery.catalogue.OwnInstances;
import io.cameldiscovery.client.Ejections;
import io.cameldiscovery.client.InstanceFilter;
import io.cameldiscovery.client.PickStrategy;
import io.cameldiscovery.client.Question;
import io.cameldiscovery.client.Resolution;
import io.cameldiscovery.client.Selector;
import io.cameldiscovery.lan.LanSocket;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.settings.ConfigurationException;
import io.cameldiscovery.settings.Installation;
import io.cameldiscovery.settings.Role;
import io.cameldiscovery.settings.RouteSettings;
import io.cameldiscovery.settings.Settings;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;
import org.apache.camel.main.SimpleMainShutdownStrategy;

/** A running node: a Camel Main with the routes of its roles, and the objects that these name. */
public final class Node implements AutoCloseable {

    /** Under which name a node is in the registry of its own Camel context. */
    public static final String BEAN = "discoveryNode";

    private final Wiring wiring;
    private final Main camel;
    private final RouteCalls calls;

    private Node(Wiring wiring, Main camel) {
        this.wiring = wiring;
        this.camel = camel;
        this.calls = new RouteCalls(camel::getCamelContext);
    }

    /**
     * Starts a node and returns when its routes run.
     *
     * @throws ConfigurationException with one line that says what to change
     */
    public static Node start(Installation installation, Set<Role> roles, Settings settings) {
        EnumSet<Role> played = EnumSet.copyOf(roles);
        RouteSettings routeSettings = RouteSettings.of(settings);
        // A command has roles of its own, but a setting that cannot be used stops every start.
        Role.of(settings);
        Main camel = new Main();
        // Without a JVM shutdown hook: whoever started the node stops it.
        camel.setShutdownStrategy(new SimpleMainShutdownStrategy());
        try (StartGuard guard = new StartGuard(camel)) {
            Wiring wiring = guard.closing(new Wiring(settings, played, guard));
            wiring.bindTo(camel);
            Properties properties = new Properties();
            properties.putAll(settings.forRoutes());
            properties.putAll(wiring.routeProperties());
            camel.setDefaultPropertyPlaceholderLocation("false");
            camel.setOverrideProperties(properties);
            camel.configure().withRoutesIncludePattern(installation.routes(played));
            ExcludedRoutes excluded = new ExcludedRoutes(routeSettings.excluded());
            camel.addMainListener(excluded);
            Node node = new Node(wiring, camel);
            camel.bind(BEAN, node);
            camel.bind("quickShutdown", new QuickShutdown());
            camel.bind("inflight", new QuickShutdown.Inflight());
            camel.start();
            wiring.requireHttp(camel.getCamelContext());
            excluded.requireKnown();
            wiring.requireRecordsFit();
            guard.succeeded();
            return node;
        } catch (Exception failure) {
            throw StartFailure.explain(failure);
        }
    }

    /** Asks the resolver; the network can make the answer "not found", never a failure. For a node that is a client. */
    public CompletableFuture<Resolution> resolve(Question question) {
        return calls.resolve(question);
    }

    /** Offers a service, or changes what is offered under its name, and says so at once. For a node that is a server. */
    public void offer(Offer offer) {
        wiring.parts().own().offer(offer);
        calls.announce();
    }

    /** Offers a service no more, and says so at once. For a node that is a server. */
    public void withdraw(ServiceName service) {
        calls.withdraw(service);
    }

    /** Keeps the instances of a service warm from now on: known, and proven a short time ago. For a node that is a client. */
    public void use(ServiceName service) {
        wiring.client().servicesInUse().use(service);
    }

    /** Undoes one {@link #use}. */
    public void release(ServiceName service) {
        wiring.client().servicesInUse().release(service);
    }

    /** Picks from the warm instances of a service, which {@link #use} keeps so. */
    public Selector selector(ServiceName service, InstanceFilter filter, PickStrategy strategy) {
        return wiring.client().selector(service, filter, strategy);
    }

    /** Where calls failed. */
    public Ejections ejections() {
        return wiring.client().ejections();
    }

    /** The region of this node, if it was told one. */
    public Optional<String> region() {
        return wiring.region();
    }

    public CamelContext context() {
        return camel.getCamelContext();
    }

    public Catalogue catalogue() {
        return wiring.parts().catalogue();
    }

    /** What this node states about itself. */
    public OwnInstances ownInstances() {
        return wiring.parts().own();
    }

    public LanSocket lan() {
        return wiring.parts().lan();
    }

    /** What the network made this node drop, by reason. */
    public Map<String, Long> drops() {
        return wiring.parts().drops().counts();
    }

    /** What this node is and with which keys, in a line for people. */
    public String summary() {
        return wiring.summary();
    }

    /** What its registry serves and where, in a line for people; empty if it is no registry. */
    public Optional<String> registrySummary() {
        return wiring.registrySummary();
    }

    /** Says goodbye and stops; takes well under a second. */
    @Override
    public void close() {
        Closing.all(camel::stop, wiring);
    }
}
