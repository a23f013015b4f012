package io.cameldiscovery.embedding;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.main.Main;

/**
 * An application of somebody else: one Camel context serves orders, one finds them. Both live several times over in this JVM,
 * and each time it is said what they did and what they left behind.
 *
 * <p>Arguments: a directory with {@code server.properties} and {@code client.properties}, and how many times; or {@code run} to
 * serve until the process is told to end.
 */
public final class Application {

    private static final long PATIENCE_MILLIS = 20_000;

    /** Those of the JVM, and of a library that has one for all. */
    private static final List<String> KEPT =
            List.of("ForkJoinPool.commonPool-worker-", "process reaper", "Native reference cleanup thread");

    private Application() {}

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        if (arguments[1].equals("run")) {
            prepare(directory, "server", "serve-orders").run();
            return;
        }
        for (int life = 1; life <= Integer.parseInt(arguments[1]); life++) {
            Set<Thread> before = Thread.getAllStackTraces().keySet();
            live(directory);
            System.out.println("left threads " + threadsSince(before));
            System.out.println("left descriptors " + descriptors());
        }
        System.out.println("end");
    }

    private static void live(Path directory) throws Exception {
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        Main server = prepare(directory, "server", "serve-orders");
        Main client = prepare(directory, "client", "call-orders");
        client.bind("events", (Processor) exchange -> events.add(event(exchange.getMessage())));
        server.start();
        client.start();
        Exchange call = client.getCamelContext().createProducerTemplate().request("direct:call-orders", message -> {});
        System.out.println("found " + call.getMessage().getHeader("CamelDiscoveryUri"));
        stop("server", server);
        String event = "";
        while (event != null && !event.startsWith("down")) {
            event = events.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        }
        System.out.println("heard " + event);
        stop("client", client);
    }

    private static String event(Message message) {
        return message.getHeader("CamelDiscoveryEvent") + " " + message.getHeader("CamelDiscoveryDownReason");
    }

    private static void stop(String name, Main camel) {
        long from = System.nanoTime();
        camel.stop();
        System.out.println("stopped " + name + " in " + (System.nanoTime() - from) / 1_000_000 + " ms");
    }

    private static Main prepare(Path directory, String name, String routes) throws IOException {
        Properties properties = new Properties();
        try (Reader file = Files.newBufferedReader(directory.resolve(name + ".properties"))) {
            properties.load(file);
        }
        Main camel = new Main();
        camel.setDefaultPropertyPlaceholderLocation("false");
        camel.setInitialProperties(properties);
        camel.configure().withRoutesIncludePattern("classpath:" + routes + ".camel.yaml");
        return camel;
    }

    /** The names of those that have begun since then and do not end: Netty and Camel let theirs end within some seconds. */
    private static List<String> threadsSince(Set<Thread> before) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        while (true) {
            Set<Thread> now = new HashSet<>(Thread.getAllStackTraces().keySet());
            now.removeAll(before);
            List<String> names = now.stream()
                    .map(Thread::getName)
                    .filter(name -> KEPT.stream().noneMatch(name::startsWith))
                    .sorted()
                    .toList();
            if (names.isEmpty() || System.nanoTime() - until > 0) {
                return names;
            }
            Thread.sleep(50);
        }
    }

    /** How many there are, without those of jars, which are opened when a class is first wanted. */
    private static long descriptors() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.filter(descriptor -> !target(descriptor).endsWith(".jar")).count();
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }
}
