package io.cameldiscovery.jms;

import io.cameldiscovery.client.InstanceFilter;
import io.cameldiscovery.client.ProvenInstance;
import io.cameldiscovery.component.DiscoveryException;
import io.cameldiscovery.component.InstancePicker;
import io.cameldiscovery.component.Pick;
import io.cameldiscovery.settings.ConfigurationException;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.ExceptionListener;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.jspecify.annotations.Nullable;

/**
 * Makes JMS connections to a broker that is found by discovery. Every new connection goes to where the broker is then, so
 * whoever connects again after a failure, as listener containers and pools do, finds a broker that moved. A connection
 * that breaks, or cannot be made, ejects the address. For use as a bean of a Camel context.
 */
public class DiscoveredConnectionFactory implements ConnectionFactory, CamelContextAware {

    private @Nullable CamelContext context;
    private @Nullable String service;
    private @Nullable String factoryClass;
    private UrlTemplate url = UrlTemplate.ENDPOINT;
    private @Nullable String user;
    private @Nullable String password;
    private Pick pick = Pick.FIRST;
    private @Nullable String scheme;
    private @Nullable String region;
    private Map<String, String> metadata = new HashMap<>();
    private Duration timeout = Duration.ofSeconds(5);

    private @Nullable InstancePicker picker;

    @Override
    public Connection createConnection() throws JMSException {
        return createConnection(user, password);
    }

    @Override
    public Connection createConnection(@Nullable String user, @Nullable String password) throws JMSException {
        return connect(Connection.class, new Way<>() {
            @Override
            public Connection open(ConnectionFactory client) throws JMSException {
                return user == null ? client.createConnection() : client.createConnection(user, password);
            }

            @Override
            public void watch(Connection connection, ExceptionListener listener) throws JMSException {
                connection.setExceptionListener(listener);
            }
        });
    }

    @Override
    public JMSContext createContext() {
        return createContext(JMSContext.AUTO_ACKNOWLEDGE);
    }

    @Override
    public JMSContext createContext(int sessionMode) {
        return createContext(user, password, sessionMode);
    }

    @Override
    public JMSContext createContext(@Nullable String user, @Nullable String password) {
        return createContext(user, password, JMSContext.AUTO_ACKNOWLEDGE);
    }

    @Override
    public JMSContext createContext(@Nullable String user, @Nullable String password, int sessionMode) {
        try {
            return connect(JMSContext.class, new Way<>() {
                @Override
                public JMSContext open(ConnectionFactory client) {
                    return user == null
                            ? client.createContext(sessionMode)
                            : client.createContext(user, password, sessionMode);
                }

                @Override
                public void watch(JMSContext made, ExceptionListener listener) {
                    made.setExceptionListener(listener);
                }
            });
        } catch (JMSException failure) {
            throw JmsFailures.unchecked(failure);
        }
    }

    /** How a client library is asked for a connection of one kind. */
    private interface Way<T> {
        T open(ConnectionFactory client) throws JMSException;

        void watch(T connection, ExceptionListener listener) throws JMSException;
    }

    /** Tries one instance after the other, for as long as there are any and the time is not over. */
    private <T> T connect(Class<T> type, Way<T> way) throws JMSException {
        InstancePicker picking = picker();
        ClientLibrary library = library();
        long deadline = System.nanoTime() + timeout.toNanos();
        JMSException failure = null;
        while (failure == null || deadline - System.nanoTime() > 0) {
            ProvenInstance instance = pick(picking, Math.max(0, deadline - System.nanoTime()), failure);
            try {
                T connection =
                        connect(type, way, factory(library, instance), broken -> picking.failed(instance, broken));
                picking.succeeded(instance);
                return connection;
            } catch (JMSException refused) {
                if (JmsFailures.isRefusal(refused)) {
                    throw refused;
                }
                picking.failed(instance, refused);
                failure = refused;
            }
        }
        throw failure;
    }

    private static <T> T connect(Class<T> type, Way<T> way, ConnectionFactory client, Consumer<JMSException> broken)
            throws JMSException {
        try {
            T connection = way.open(client);
            WatchedConnection watched = new WatchedConnection(Objects.requireNonNull(connection), client, broken);
            way.watch(connection, watched);
            return watched.as(type);
        } catch (JMSException failure) {
            WatchedConnection.close(client);
            throw failure;
        } catch (JMSRuntimeException failure) {
            WatchedConnection.close(client);
            throw JmsFailures.checked(failure);
        }
    }

    private ProvenInstance pick(InstancePicker picking, long nanos, @Nullable JMSException failure)
            throws JMSException {
        try {
            return picking.pick(Duration.ofNanos(nanos));
        } catch (DiscoveryException none) {
            throw JmsFailures.jms(
                    none.reason() + (failure == null ? "" : "; the last connection failed: " + failure.getMessage()),
                    none);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw JmsFailures.jms("interrupted while looking for '" + service + "'", stopping);
        }
    }

    private synchronized InstancePicker picker() throws JMSException {
        InstancePicker running = picker;
        if (running == null) {
            try {
                running = InstancePicker.start(
                        camel(),
                        required("service", service, "orders-broker"),
                        new InstanceFilter(region, metadata, scheme),
                        pick);
            } catch (IllegalArgumentException | ConfigurationException bad) {
                throw JmsFailures.jms(bad);
            }
            picker = running;
        }
        return running;
    }

    private ClientLibrary library() throws JMSException {
        String name = required(
                "factoryClass",
                factoryClass,
                "org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory, the one of your client library");
        Class<?> type = camel().getClassResolver().resolveClass(name);
        if (type == null) {
            throw new JMSException(
                    "factoryClass: there is no class " + name
                            + ": add the client library to the class path (with bin/discovery run, to the folder DISCOVERY_LIB)");
        }
        try {
            return ClientLibrary.of(name, type);
        } catch (IllegalArgumentException unusable) {
            throw JmsFailures.jms(unusable);
        }
    }

    private ConnectionFactory factory(ClientLibrary library, ProvenInstance instance) throws JMSException {
        try {
            return library.factory(url.with(instance));
        } catch (IllegalArgumentException unusable) {
            throw JmsFailures.jms(unusable);
        }
    }

    private CamelContext camel() throws JMSException {
        if (context == null) {
            throw new JMSException(
                    "a discovered connection factory needs a Camel context: make it a bean of one, or set"
                            + " camelContext");
        }
        return context;
    }

    private static String required(String property, @Nullable String value, String example) throws JMSException {
        if (value == null || value.isBlank()) {
            throw new JMSException(
                    "a discovered connection factory needs the property " + property + ", such as " + example);
        }
        return value;
    }

    @Override
    public @Nullable CamelContext getCamelContext() {
        return context;
    }

    @Override
    public void setCamelContext(@Nullable CamelContext camelContext) {
        context = camelContext;
    }

    public @Nullable String getService() {
        return service;
    }

    /** The name under which brokers are announced. */
    public void setService(@Nullable String service) {
        this.service = service;
    }

    public @Nullable String getFactoryClass() {
        return factoryClass;
    }

    /** The connection factory class of the broker's client library: one that is made with a URL. */
    public void setFactoryClass(@Nullable String factoryClass) {
        this.factoryClass = factoryClass;
    }

    public String getUrl() {
        return url.text();
    }

    /**
     * The URL for the client library, with {uri}, {host} and {port} for what was found; {uri} by default. Switch the
     * library's own reconnection off, since it knows the old address only.
     */
    public void setUrl(String url) {
        this.url = new UrlTemplate(url);
    }

    public @Nullable String getUser() {
        return user;
    }

    /** The user name, if the broker wants one. */
    public void setUser(@Nullable String user) {
        this.user = user;
    }

    public @Nullable String getPassword() {
        return password;
    }

    public void setPassword(@Nullable String password) {
        this.password = password;
    }

    public Pick getPick() {
        return pick;
    }

    /** Which of several brokers: the first by default, so that all who use the service meet at the same one. */
    public void setPick(Pick pick) {
        this.pick = pick;
    }

    public @Nullable String getScheme() {
        return scheme;
    }

    /** Only endpoints with this scheme, such as amqp. */
    public void setScheme(@Nullable String scheme) {
        this.scheme = scheme;
    }

    public @Nullable String getRegion() {
        return region;
    }

    /** Only brokers in this region; * at the end stands for anything. */
    public void setRegion(@Nullable String region) {
        this.region = region;
    }

    public Map<String, String> getMetadata() {
        return metadata;
    }

    /** Only brokers with this metadata; * at the end stands for anything. */
    public void setMetadata(Map<String, String> metadata) {
        this.metadata = metadata;
    }

    public Duration getTimeout() {
        return timeout;
    }

    /** How long a new connection waits at most for a broker: while none is known, or those that are cannot be reached. */
    public void setTimeout(Duration timeout) {
        this.timeout = timeout;
    }
}
