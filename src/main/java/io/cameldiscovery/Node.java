package io.cameldiscovery;

import io.cameldiscovery.catalogue.Catalogue;
import io.cameldiscovery.catalogue.Offer;
import io.cameldiscovery.catalogue.OwnInstances;
import io.cameldiscovery.lan.LanSocket;
import io.cameldiscovery.resolver.Question;
import io.cameldiscovery.resolver.Resolution;
import java.util.EnumSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;
import org.apache.camel.spi.ShutdownStrategy;

/** A running node: a Camel Main with the routes of its roles, and the objects that these name. */
public final class Node implements AutoCloseable {

    private static final long STOP_MILLIS = 200;

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
        String routes = installation.routes(played);
        Main camel = new Main();
        try (StartGuard guard = new StartGuard(camel)) {
            Wiring wiring = guard.closing(new Wiring(settings, played, guard));
            Properties properties = new Properties();
            properties.putAll(settings.forRoutes());
            properties.putAll(wiring.computedSettings());
            camel.setDefaultPropertyPlaceholderLocation("false");
            camel.setOverrideProperties(properties);
            camel.configure().withRoutesIncludePattern(routes);
            wiring.bindTo(camel);
            camel.start();
            stopQuickly(camel.getCamelContext().getShutdownStrategy());
            wiring.requireFit();
            guard.succeeded();
            return new Node(wiring, camel);
        } catch (Exception failure) {
            throw StartFailure.explain(failure);
        }
    }

    /** What is on its way when a node stops are repetitions and waits, which nobody needs any more. */
    private static void stopQuickly(ShutdownStrategy shutdown) {
        shutdown.setTimeUnit(TimeUnit.MILLISECONDS);
        shutdown.setTimeout(STOP_MILLIS);
        shutdown.setSuppressLoggingOnTimeout(true);
        shutdown.setLogInflightExchangesOnTimeout(false);
    }

    /** Asks the resolver; the network can make the answer "not found", never a failure. For a node that is a client. */
    public CompletableFuture<Resolution> resolve(Question question) {
        return calls.resolve(question);
    }

    /** Offers a service, or changes what is offered under its name, and says so at once. For a node that is a server. */
    public void offer(Offer offer) {
        wiring.ownInstances().offer(offer);
        calls.announce();
    }

    public CamelContext context() {
        return camel.getCamelContext();
    }

    public Catalogue catalogue() {
        return wiring.catalogue();
    }

    /** What this node states about itself. */
    public OwnInstances ownInstances() {
        return wiring.ownInstances();
    }

    public LanSocket lan() {
        return wiring.lan();
    }

    /** What the network made this node drop, by reason. */
    public Map<String, Long> drops() {
        return wiring.drops().counts();
    }

    /** What this node is and with which keys, line by line, for the log and for people. */
    public String summary() {
        return wiring.summary();
    }

    /** Says goodbye and stops; takes well under a second. */
    @Override
    public void close() {
        camel.stop();
        wiring.close();
    }
}
