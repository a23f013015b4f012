package io.cameldiscovery.cli;

import io.cameldiscovery.catalogue.CatalogueEvent;
import io.cameldiscovery.catalogue.EndpointTemplate;
import io.cameldiscovery.catalogue.Offer;
import io.cameldiscovery.client.Question;
import io.cameldiscovery.client.Resolution;
import io.cameldiscovery.client.ResolvedInstance;
import io.cameldiscovery.client.Road;
import io.cameldiscovery.node.Node;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.settings.Installation;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A demonstration on one machine: a server is found over the LAN and through the registry, and followed when it moves.
 */
@Command(
        name = "demo",
        description =
                "Show it all on this machine, over loopback: LAN, fallback to the registry, a server that moves, an"
                        + " impostor.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

    private static final ServiceName ORDERS = new ServiceName("orders");
    private static final Set<Road> ASK_ANEW = EnumSet.of(Road.LAN, Road.REGISTRY);
    private static final List<String> LAN_ROUTES = List.of("receive-group", "receive-unicast");

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "Where keys, caches and leases go. A new temporary directory by default, deleted at the end.")
    private @Nullable Path state;

    private final PrintStream out = System.out;
    private int failures;

    @Override
    public Integer call() throws Exception {
        Path directory = state == null ? Files.createTempDirectory("camel-discovery-demo-") : state;
        try {
            play(new DemoNodes(Installation.find(), directory));
        } finally {
            if (state == null) {
                DemoNodes.delete(directory);
            }
        }
        return failures == 0 ? 0 : 1;
    }

    private void play(DemoNodes nodes) throws Exception {
        out.println("camel-discovery demo: a registry, a server and a client on this machine, over loopback");
        try (Node registry = nodes.startRegistry();
                DemoServer first = new DemoServer("the first server");
                DemoServer second = new DemoServer("the second server");
                Node server = nodes.startServer(first.uri());
                Node client = nodes.startClient()) {
            out.println();
            say(
                    "registry",
                    nodes.registryUrl() + ", key '" + registry.ownInstances().instance() + "'");
            say("server", "offers " + ORDERS + " at " + first.uri() + ", key '" + DemoNodes.SERVER + "'");
            say("client", "trusts '" + DemoNodes.SERVER + "' for " + ORDERS + ", and knows nobody yet");

            title("1. The client asks the LAN: a signed query by broadcast and multicast");
            find(client);

            title("2. The LAN fails: the client's UDP sockets are closed");
            plug(client, false);
            find(client);

            title("3. The LAN is back, and the server moves to another port");
            plug(client, true);
            move(server, client, second.uri());
            find(client);

            title("4. An impostor offers " + ORDERS + " too, signed with a key that nobody trusts");
            try (Node impostor = nodes.startImpostor()) {
                say(
                        "impostor",
                        "announces and answers, key '" + impostor.ownInstances().instance() + "'");
                find(client);
                Map<String, Long> drops = client.drops();
                say("client", "dropped from the impostor: " + drops.getOrDefault("unknown-key", 0L) + " (unknown-key)");
                failures += drops.containsKey("unknown-key") ? 0 : 1;
            }
            out.println();
            out.println(
                    failures == 0 ? "Done." : "Something went wrong: " + failures + " steps did not do what they say.");
            out.println("Next: README.md, \"Two machines\". Routes: routes/. Settings: config/application.properties.");
        }
    }

    private void find(Node client) throws Exception {
        Resolution resolution =
                client.resolve(new Question(ORDERS, false, ASK_ANEW)).get(30, TimeUnit.SECONDS);
        if (resolution instanceof Resolution.Found found) {
            ResolvedInstance instance = found.instances().get(0);
            say("client", ORDERS + " is at " + instance.endpoint());
            say("", how(instance));
            say(
                    "",
                    "GET " + instance.endpoint() + " answers: "
                            + DemoServer.get(instance.endpoint().uri()));
        } else {
            failures++;
            say("client", "FAILED: " + resolution);
        }
    }

    private static String how(ResolvedInstance instance) {
        String road =
                switch (instance.source()) {
                    case UDP, TCP -> "over the LAN (" + instance.source().label() + ")";
                    case REGISTRY -> "through the registry";
                    case RELAY -> "through a relay";
                    case FILE -> "from its own cache";
                };
        double millis = instance.after().toNanos() / 1e6;
        return String.format(
                "%s in %.1f ms, signed by '%s', proven by %s",
                road,
                millis,
                instance.entry().keyId(),
                switch (instance.provenBy()) {
                    case RESPONSE -> "its response to our nonce";
                    case PROBE -> "its answer to our probe";
                    case TCP -> "a TCP connection";
                    case HTTP -> "its health page";
                });
    }

    private void plug(Node client, boolean in) throws Exception {
        for (String route : LAN_ROUTES) {
            if (in) {
                client.context().getRouteController().startRoute(route);
            } else {
                client.context().getRouteController().stopRoute(route, 100, TimeUnit.MILLISECONDS);
            }
        }
    }

    private void move(Node server, Node client, String uri) throws InterruptedException {
        CompletableFuture<CatalogueEvent.Moved> learned = new CompletableFuture<>();
        client.catalogue().subscribe(event -> {
            if (event instanceof CatalogueEvent.Moved moved) {
                learned.complete(moved);
            }
        });
        long movedAt = System.nanoTime();
        server.offer(new Offer(ORDERS, List.of(new EndpointTemplate(uri)), Map.of()));
        try {
            CatalogueEvent.Moved moved = learned.get(10, TimeUnit.SECONDS);
            say(
                    "client",
                    String.format(
                            "learned unasked, %.1f ms after the move: sequence %d, at %s",
                            (System.nanoTime() - movedAt) / 1e6,
                            moved.after().record().sequence().number(),
                            moved.after().record().endpoints().get(0)));
        } catch (TimeoutException | java.util.concurrent.ExecutionException unheard) {
            failures++;
            say("client", "FAILED: heard nothing of the move within 10 s");
        }
    }

    private void title(String text) {
        out.println();
        out.println(text);
    }

    private void say(String who, String what) {
        out.printf("   %-9s %s%n", who, what);
    }
}
