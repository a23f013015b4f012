package io.cameldiscovery.jms;

import static io.cameldiscovery.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cameldiscovery.settings.Role;
import io.cameldiscovery.testing.TestApplication;
import io.cameldiscovery.testing.TestLan;
import io.cameldiscovery.testing.TestNode;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.JMSSecurityException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DiscoveredConnectionFactoryTest {

    private static final String BEAN = """
            - beans:
                - name: broker
                  type: io.cameldiscovery.jms.DiscoveredConnectionFactory
                  properties:
                    service: broker
                    factoryClass: io.cameldiscovery.jms.FakeLibrary
                    url: "tcp://{host}:{port}?reconnectAttempts=0"
                    user: guest
                    password: secret
                    scheme: tcp
                    pick: first
                    timeout: 20s
                    metadata:
                      kind: "artemis*"
            """;

    @RegisterExtension
    private final TestLan lan = new TestLan();

    @BeforeEach
    void openTheLan() {
        FakeLibrary.forget();
    }

    @Test
    void connectsToTheBrokerThatIsFoundAsTheYamlBeanSays() throws Exception {
        try (TestNode broker = broker("a", 61001);
                TestApplication application = application().routes(BEAN).start();
                Connection connection = factory(application).createConnection()) {
            assertThat(connection.getClientID()).isEqualTo("tcp://127.0.0.1:61001?reconnectAttempts=0");
            assertThat(FakeLibrary.last().user).isEqualTo("guest/secret");
        }
        assertThat(FakeLibrary.last().closed).isTrue();
    }

    @Test
    void goesToAnotherBrokerWhenTheConnectionBreaksAndTellsTheApplication() throws Exception {
        List<JMSException> heard = new ArrayList<>();
        broker("a", 61001);
        broker("b", 61002);
        TestApplication application = application().routes(BEAN).start();
        knowsBoth(application);
        Connection first = factory(application).createConnection();
        first.setExceptionListener(heard::add);
        assertThat(first.getExceptionListener()).isNotNull();
        assertThat(first.getClientID()).contains(":61001");

        FakeLibrary.last().breakConnection();
        Connection second = factory(application).createConnection();

        assertThat(heard).singleElement().hasToString("jakarta.jms.JMSException: the broker went");
        assertThat(second.getClientID()).contains(":61002");
    }

    @Test
    void goesToAnotherBrokerWhenOneCannotBeReached() throws Exception {
        FakeLibrary.UNREACHABLE.add("tcp://127.0.0.1:61001?reconnectAttempts=0");
        broker("a", 61001);
        broker("b", 61002);
        TestApplication application = application().routes(BEAN).start();
        knowsBoth(application);

        assertThat(factory(application).createConnection().getClientID()).contains(":61002");
        assertThat(FakeLibrary.FACTORIES.get(0).closed).isTrue();
    }

    @Test
    void waitsForABrokerThatIsBackAtTheSameAddress() throws Exception {
        try (ServerSocket listener = new ServerSocket(0)) {
            broker("a", listener.getLocalPort());
            TestApplication application = application().routes(BEAN).start();
            factory(application).createConnection();
            FakeLibrary.last().breakConnection();

            assertThat(factory(application).createConnection().getClientID()).contains(":" + listener.getLocalPort());
        }
    }

    @Test
    void aRefusedLoginIsNoFaultOfTheAddress() throws Exception {
        FakeLibrary.REFUSING.add("tcp://127.0.0.1:61001?reconnectAttempts=0");
        broker("a", 61001);
        broker("b", 61002);
        TestApplication application = application().routes(BEAN).start();
        knowsBoth(application);
        ConnectionFactory factory = factory(application);

        assertThatThrownBy(factory::createConnection).isInstanceOf(JMSSecurityException.class);
        assertThatThrownBy(factory::createConnection).isInstanceOf(JMSSecurityException.class);
        assertThat(FakeLibrary.FACTORIES)
                .allSatisfy(client -> assertThat(client.url).contains(":61001"));
    }

    @Test
    void contextsAreWatchedAsConnectionsAre() {
        FakeLibrary.UNREACHABLE.add("tcp://127.0.0.1:61002?reconnectAttempts=0");
        broker("a", 61001);
        broker("b", 61002);
        broker("c", 61003);
        TestApplication application = application().routes(BEAN).start();
        eventually(() -> assertThat(known(application)).contains("61001", "61002", "61003"));
        ConnectionFactory factory = factory(application);
        try (JMSContext first = factory.createContext()) {
            assertThat(first.getClientID()).contains(":61001");
        }
        FakeLibrary.last().breakConnection();

        try (JMSContext second = factory.createContext(JMSContext.CLIENT_ACKNOWLEDGE)) {
            assertThat(second.getClientID()).contains(":61003");
        }
    }

    @Test
    void saysWhatToDoWhenThereIsNoBroker() {
        TestApplication application = application()
                .with("discovery.resolver.timeout", "300ms")
                .routes(BEAN)
                .start();
        DiscoveredConnectionFactory factory = factoryFor(application);
        factory.setTimeout(Duration.ofMillis(500));

        assertThatThrownBy(factory::createConnection)
                .isInstanceOf(JMSException.class)
                .hasMessageContaining("nobody offers 'broker'")
                .hasMessageContaining("start a server");
        assertThatThrownBy(factory::createContext).isInstanceOf(JMSRuntimeException.class);
    }

    @Test
    void saysWhichBrokersThereAreWhenNoneFits() {
        broker("a", 61001);
        TestApplication application = application().routes(BEAN).start();
        DiscoveredConnectionFactory factory = factoryFor(application);
        factory.setMetadata(Map.of("kind", "rabbit"));
        factory.setTimeout(Duration.ofSeconds(2));

        assertThatThrownBy(factory::createConnection)
                .isInstanceOf(JMSException.class)
                .hasMessageContaining("none with metadata kind=rabbit")
                .hasMessageContaining("tcp://127.0.0.1:61001");
    }

    @Test
    void saysWhatToWriteForEachBadProperty() {
        TestNode a = broker("a", 61001);
        TestApplication application = application().routes(BEAN).start();
        refuses(application, factory -> factory.setService(null), "needs the property service");
        refuses(application, factory -> factory.setService("no such name!"), "no such name!");
        refuses(application, factory -> factory.setFactoryClass(""), "needs the property factoryClass");
        refuses(application, factory -> factory.setFactoryClass("org.example.None"), "there is no class");
        refuses(application, factory -> factory.setFactoryClass("java.lang.String"), "is no jakarta.jms");
        refuses(application, factory -> factory.setUrl("nonsense:{host}"), "does not take 'nonsense:127.0.0.1'");
        refuses(application, factory -> factory.setCamelContext(null), "needs a Camel context");
        assertThatThrownBy(() -> new DiscoveredConnectionFactory().setUrl("tcp://{adress}:1"))
                .hasMessageContaining("use {uri}, {host} and {port}");
    }

    private static void refuses(
            TestApplication application, java.util.function.Consumer<DiscoveredConnectionFactory> fault, String line) {
        DiscoveredConnectionFactory factory = factoryFor(application);
        fault.accept(factory);

        assertThatThrownBy(factory::createConnection)
                .isInstanceOf(JMSException.class)
                .hasMessageContaining(line);
    }

    private static DiscoveredConnectionFactory factoryFor(TestApplication application) {
        DiscoveredConnectionFactory factory = new DiscoveredConnectionFactory();
        factory.setCamelContext(application.context());
        factory.setService("broker");
        factory.setFactoryClass(FakeLibrary.class.getName());
        return factory;
    }

    private static ConnectionFactory factory(TestApplication application) {
        return application.context().getRegistry().lookupByNameAndType("broker", ConnectionFactory.class);
    }

    /** Until both brokers are warm, the first that answers is picked. */
    private static void knowsBoth(TestApplication application) {
        eventually(() -> assertThat(known(application)).contains("61001", "61002"));
    }

    private static String known(TestApplication application) {
        return application
                .send("discovery:broker?body=instances", "")
                .getMessage()
                .getBody()
                .toString();
    }

    private TestApplication.Plan application() {
        return lan.application("application");
    }

    private TestNode broker(String name, int port) {
        return lan.node(name, Role.SERVER)
                .offering("broker", "tcp://127.0.0.1:" + port)
                .with("discovery.service.broker.metadata.kind", "artemis-2")
                .start();
    }
}
