package io.cameldiscovery.cli;

import io.cameldiscovery.catalogue.CatalogueEvent;
import io.cameldiscovery.client.Question;
import io.cameldiscovery.client.Resolution;
import io.cameldiscovery.client.Road;
import io.cameldiscovery.node.Node;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.settings.ConfigurationException;
import io.cameldiscovery.settings.Installation;
import io.cameldiscovery.settings.Role;
import io.cameldiscovery.settings.Settings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Finds a service: once, for each line of standard input, or until interrupted. */
@Command(
        name = "find",
        description = "Find a service and print its proven addresses, one per line.",
        footer = {
            "",
            "Exit codes: 0 found, 1 not found (nobody offers it, or no registry serves),",
            "2 wrong use or an unusable setting, 3 answers came but none could be trusted;",
            "of several names the highest."
        },
        mixinStandardHelpOptions = true)
final class FindCommand implements Callable<Integer> {

    private static final int FOUND = 0;
    private static final int NOT_FOUND = 1;
    private static final int UNTRUSTED = 3;

    /** Where an answer may come from. */
    enum From {
        ANY,
        CACHE,
        LAN,
        REGISTRY
    }

    @Parameters(
            paramLabel = "SERVICE",
            description = "The service, or - to read names from standard input, one per line, and answer each.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String service;

    @Mixin
    private NodeOptions options = new NodeOptions();

    @Option(names = "--all", description = "All instances that answer within discovery.resolver.collect-window.")
    private boolean all;

    @Option(names = "--json", description = "One JSON object a line.")
    private boolean json;

    @Option(names = "--watch", description = "Go on and print every change until interrupted.")
    private boolean watch;

    @Option(
            names = "--source",
            paramLabel = "SOURCE",
            defaultValue = "any",
            description = "Ask only there: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private From source = From.ANY;

    @Option(names = "--no-cache", description = "Ignore what is known already, from disk or from listening.")
    private boolean noCache;

    @Option(names = "--timeout", paramLabel = "TIME", description = "discovery.resolver.timeout, e.g. 2s")
    private @Nullable String timeout;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Installation installation = Installation.find();
        Set<Role> roles = NodeOptions.roles(Role.CLIENT);
        Settings settings = options.settings(installation, roles, ownSettings());
        FindPrinter printer = new FindPrinter(System.out, System.err, json);
        if (!"-".equals(service)) {
            name(service);
        }
        try (Node node = Node.start(installation, roles, settings)) {
            if ("-".equals(service)) {
                return findEach(node, printer);
            }
            return watch ? follow(node, printer) : findOne(node, printer, service);
        }
    }

    private int findEach(Node node, FindPrinter printer) throws IOException {
        int worst = FOUND;
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (!line.isBlank()) {
                worst = Math.max(worst, findOneOfMany(node, printer, line.strip()));
            }
        }
        return worst;
    }

    /** A line that names no service is answered too: the caller counts answers. */
    private int findOneOfMany(Node node, FindPrinter printer, String text) {
        try {
            return findOne(node, printer, text);
        } catch (ConfigurationException badName) {
            printer.failure(text, String.valueOf(badName.getMessage()));
            return Main.WRONG_USE;
        }
    }

    private int findOne(Node node, FindPrinter printer, String text) {
        Resolution resolution =
                node.resolve(new Question(name(text), all, roads())).join();
        printer.print(resolution);
        if (resolution instanceof Resolution.Found) {
            return FOUND;
        }
        return resolution instanceof Resolution.Untrusted ? UNTRUSTED : NOT_FOUND;
    }

    private int follow(Node node, FindPrinter printer) throws InterruptedException {
        ServiceName followed = name(service);
        node.catalogue().subscribe(event -> {
            if (event.key().service().equals(followed) && !(event instanceof CatalogueEvent.Conflict)) {
                printer.print(event);
            }
        });
        node.resolve(new Question(followed, true, roads())).join();
        CountDownLatch interrupted = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(node::close, "discovery-stop"));
        interrupted.await();
        return FOUND;
    }

    private Set<Road> roads() {
        EnumSet<Road> roads = source == From.ANY ? EnumSet.allOf(Road.class) : EnumSet.of(Road.valueOf(source.name()));
        if (noCache) {
            roads.remove(Road.CACHE);
        }
        return roads;
    }

    private Map<String, String> ownSettings() {
        Map<String, String> given = new TreeMap<>();
        if (timeout != null) {
            given.put("discovery.resolver.timeout", timeout);
        }
        if (noCache) {
            given.put("discovery.resolver.cache", "false");
        }
        return given;
    }

    private static ServiceName name(String text) {
        try {
            return new ServiceName(text);
        } catch (IllegalArgumentException refused) {
            throw new ConfigurationException(String.valueOf(refused.getMessage()), refused);
        }
    }
}
