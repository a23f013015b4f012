package io.cameldiscovery.node;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Service;
import org.apache.camel.Suspendable;
import org.apache.camel.impl.engine.DefaultInflightRepository;
import org.apache.camel.impl.engine.DefaultShutdownStrategy;
import org.apache.camel.spi.RouteStartupOrder;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.spi.ShutdownPrepared;
import org.apache.camel.support.service.ServiceHelper;

/**
 * Stops the routes of a node within a moment. What is still on its way then are repetitions and waits, which nobody needs any
 * more: Camel's own strategy gives them up as well, and warns each time.
 */
final class QuickShutdown extends DefaultShutdownStrategy {

    private static final long GRACE_MILLIS = 200;
    private static final long LOOK_AGAIN_MILLIS = 5;

    private volatile boolean givenUp;

    QuickShutdown() {
        // For single routes, if somebody stops one.
        setTimeUnit(TimeUnit.MILLISECONDS);
        setTimeout(GRACE_MILLIS);
        // Nor is it worth a line that an exchange was not let go on.
        setSuppressLoggingOnTimeout(true);
    }

    /** What is on its way, without Camel's warning about what a stop has given up. */
    static final class Inflight extends DefaultInflightRepository {
        @Override
        protected void doStop() {}
    }

    @Override
    public void shutdownForced(CamelContext context, List<RouteStartupOrder> routes) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(GRACE_MILLIS);
        List<RouteStartupOrder> lastFirst = new ArrayList<>(routes);
        lastFirst.sort(
                Comparator.comparingInt(RouteStartupOrder::getStartupOrder).reversed());
        for (RouteStartupOrder route : lastFirst) {
            takeNothingNew(route);
        }
        await(() -> context.getInflightRepository().size() == 0, deadline);
        givenUp = true;
        shutdownRoutesNow(lastFirst);
        for (RouteStartupOrder route : lastFirst) {
            for (Service service : route.getServices()) {
                giveUp(service);
            }
        }
    }

    /** From then on Camel lets no exchange go a step further. */
    @Override
    public boolean isForceShutdown() {
        return givenUp || super.isForceShutdown();
    }

    @Override
    public boolean isTimeoutOccurred() {
        return givenUp || super.isTimeoutOccurred();
    }

    /** Stops a consumer, unless routes that are on their way call it. */
    private void takeNothingNew(RouteStartupOrder route) {
        Consumer consumer = route.getInput();
        if (consumer instanceof ShutdownAware called
                && called.deferShutdown(route.getRoute().getShutdownRunningTask())) {
            return;
        }
        if (consumer instanceof Suspendable) {
            suspendNow(route.getRoute().getId(), consumer);
        } else {
            shutdownNow(route.getRoute().getId(), consumer);
        }
    }

    private static void await(BooleanSupplier condition, long deadline) {
        try {
            while (!condition.getAsBoolean() && System.nanoTime() - deadline < 0) {
                Thread.sleep(LOOK_AGAIN_MILLIS);
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    private static void giveUp(Service service) {
        for (Service part : ServiceHelper.getChildServices(service, true)) {
            if (part instanceof ShutdownPrepared prepared) {
                prepared.prepareShutdown(false, true);
            }
        }
    }
}
