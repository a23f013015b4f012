package io.cameldiscovery.jms;

import jakarta.jms.ConnectionFactory;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;

/** The JMS client of some broker: a connection factory class that is made with a URL, as those of all brokers can be. */
record ClientLibrary(Constructor<? extends ConnectionFactory> constructor) {

    /** @throws IllegalArgumentException with a line that says what to write, if that class cannot be used */
    static ClientLibrary of(String name, Class<?> type) {
        if (!ConnectionFactory.class.isAssignableFrom(type)) {
            throw new IllegalArgumentException("factoryClass: " + name + " is no jakarta.jms.ConnectionFactory: name"
                    + " that class of a client library for Jakarta Messaging 3");
        }
        try {
            return new ClientLibrary(type.asSubclass(ConnectionFactory.class).getConstructor(String.class));
        } catch (NoSuchMethodException other) {
            throw new IllegalArgumentException(
                    "factoryClass: " + name + " is not made with a URL alone: name a class that is, such as"
                            + " org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory",
                    other);
        }
    }

    /** @throws IllegalArgumentException if the library does not take that URL */
    ConnectionFactory factory(String url) {
        try {
            return constructor.newInstance(url);
        } catch (InvocationTargetException refused) {
            throw new IllegalArgumentException(
                    "url: " + constructor.getDeclaringClass().getName() + " does not take '" + url + "' ("
                            + refused.getCause() + "): write the URL that this library wants, such as"
                            + " tcp://{host}:{port}",
                    refused.getCause());
        } catch (ReflectiveOperationException unusable) {
            throw new IllegalArgumentException(
                    "factoryClass: " + constructor.getDeclaringClass().getName() + " cannot be made: " + unusable,
                    unusable);
        }
    }
}
