package io.cameldiscovery.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.main.Main;

/** An application of somebody else: a plain Camel Main with YAML routes of its own, which embeds a node. */
public final class TestApplication implements AutoCloseable {

    private final Main camel;
    private final ProducerTemplate template;

    private TestApplication(Main camel) {
        this.camel = camel;
        this.template = camel.getCamelContext().createProducerTemplate();
    }

    /** What the application is to be, before it starts. */
    public static final class Plan {

        private final TestLan lan;
        private final Map<String, String> properties = new TreeMap<>();
        private final List<String> routes = new ArrayList<>();
        private final Map<String, Object> beans = new TreeMap<>();
        private final Path directory;

        Plan(TestLan lan, String name) {
            this.lan = lan;
            this.directory = lan.directory().resolve("application-" + name);
            with("discovery.lan.interfaces", "lo");
            with("discovery.lan.port", lan.port());
            with("discovery.instance", name);
            with("discovery.signing.key-file", lan.key(name, "*"));
            with("discovery.trust.file", lan.trust());
            with("discovery.state-directory", lan.directory().resolve("state-" + name));
            with("camel.main.shutdownTimeout", 2);
            with("camel.main.jmxEnabled", false);
        }

        public Plan with(String key, Object value) {
            properties.put(key, value.toString());
            return this;
        }

        /** Routes as the text of a YAML file. */
        public Plan routes(String yaml) {
            try {
                Files.createDirectories(directory);
                Path file = directory.resolve("routes-" + routes.size() + ".camel.yaml");
                Files.writeString(file, yaml);
                routes.add("file:" + file.toAbsolutePath());
            } catch (IOException unusual) {
                throw new UncheckedIOException(unusual);
            }
            return this;
        }

        /** Routes from the files of that pattern. */
        public Plan routesFrom(String pattern) {
            routes.add(pattern);
            return this;
        }

        public Plan bean(String name, Object bean) {
            beans.put(name, bean);
            return this;
        }

        public TestApplication start() {
            Main camel = new Main();
            Properties all = new Properties();
            all.putAll(properties);
            camel.setDefaultPropertyPlaceholderLocation("false");
            camel.setInitialProperties(all);
            camel.configure().withRoutesIncludePattern(String.join(",", routes));
            beans.forEach(camel::bind);
            try {
                camel.start();
            } catch (Exception failure) {
                camel.stop();
                throw failure instanceof RuntimeException known ? known : new IllegalStateException(failure);
            }
            return lan.closing(new TestApplication(camel));
        }
    }

    public CamelContext context() {
        return camel.getCamelContext();
    }

    /** Sends a message and waits until it is through. The exchange keeps the failure, if there is one. */
    public Exchange send(String endpoint, Object body) {
        return template().request(endpoint, exchange -> exchange.getMessage().setBody(body));
    }

    public ProducerTemplate template() {
        return template;
    }

    @Override
    public void close() {
        camel.stop();
    }
}
