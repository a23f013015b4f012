package io.cameldiscovery.cli;

import io.cameldiscovery.node.Node;
import io.cameldiscovery.settings.Installation;
import io.cameldiscovery.settings.Role;
import io.cameldiscovery.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Runs a node until it is stopped. */
abstract class RunCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

    private final Set<Role> roles;

    @Mixin
    private NodeOptions options = new NodeOptions();

    RunCommand(Role... roles) {
        this.roles = NodeOptions.roles(roles);
    }

    /** Further settings that this command's own options stand for. */
    Map<String, String> ownSettings() {
        return Map.of();
    }

    @Override
    public Integer call() throws InterruptedException {
        long startedAt = System.nanoTime();
        Installation installation = Installation.find();
        Settings settings = options.settings(installation, roles, ownSettings());
        CountDownLatch stop = new CountDownLatch(1);
        Node node = Node.start(installation, roles, settings);
        Thread hook = new Thread(
                () -> {
                    node.close();
                    stop.countDown();
                },
                "discovery-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        LOG.info("Ready in {} ms: {}", (System.nanoTime() - startedAt) / 1_000_000, node.summary());
        node.registrySummary().ifPresent(LOG::info);
        sayOffers(node, roles);
        stop.await();
        return 0;
    }

    static void sayOffers(Node node, Set<Role> roles) {
        node.ownInstances().services().forEach(service -> LOG.info("Offering {}", service));
        if (roles.contains(Role.SERVER) && node.ownInstances().services().isEmpty()) {
            LOG.warn("No service is offered: name one (orders=http://{address}:8080/) or set"
                    + " discovery.service.<name>.endpoints, unless routes of your own offer some by the bean "
                    + Node.BEAN);
        }
    }

    @Command(
            name = "server",
            description = "Announce services, answer queries, keep leases at a registry.",
            mixinStandardHelpOptions = true)
    static final class Server extends RunCommand {

        @Parameters(
                paramLabel = "NAME=URI",
                arity = "0..*",
                description =
                        "A service to offer, e.g. orders=http://{address}:8080/; {address} stands for every address"
                                + " of this host.")
        private List<String> offers = new ArrayList<>();

        Server() {
            super(Role.SERVER);
        }

        @Override
        Map<String, String> ownSettings() {
            return NodeOptions.services(offers);
        }
    }

    @Command(
            name = "client",
            description = "Listen to announcements and keep a warm cache; the base for routes of your own.",
            mixinStandardHelpOptions = true)
    static final class Client extends RunCommand {
        Client() {
            super(Role.CLIENT);
        }
    }

    @Command(
            name = "registry",
            description = "Keep leases for servers and answer clients over HTTP.",
            mixinStandardHelpOptions = true)
    static final class Registry extends RunCommand {
        Registry() {
            super(Role.REGISTRY);
        }
    }

    @Command(name = "all", description = "All roles in one process.", mixinStandardHelpOptions = true)
    static final class All extends RunCommand {

        @Parameters(paramLabel = "NAME=URI", arity = "0..*", description = "A service to offer, as for server.")
        private List<String> offers = new ArrayList<>();

        All() {
            super(Role.SERVER, Role.CLIENT, Role.REGISTRY);
        }

        @Override
        Map<String, String> ownSettings() {
            return NodeOptions.services(offers);
        }
    }
}
