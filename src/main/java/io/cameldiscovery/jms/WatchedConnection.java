package io.cameldiscovery.jms;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.ExceptionListener;
import jakarta.jms.JMSException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A Connection or JMSContext that tells when it breaks. JMS knows one listener for that, which is ours; that of the
 * application is told by it.
 */
final class WatchedConnection implements InvocationHandler, ExceptionListener {

    private final Object connection;
    private final ConnectionFactory factory;
    private final Consumer<JMSException> broken;
    private final AtomicBoolean told = new AtomicBoolean();
    private volatile @Nullable ExceptionListener listener;

    /**
     * @param connection what the client library made
     * @param factory by which it was made, closed with it if it can be
     * @param broken hears of the first failure
     */
    WatchedConnection(Object connection, ConnectionFactory factory, Consumer<JMSException> broken) {
        this.connection = connection;
        this.factory = factory;
        this.broken = broken;
    }

    /** What the application uses in its place. */
    <T> T as(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, this));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        return switch (method.getName()) {
            case "setExceptionListener" -> {
                listener = arguments == null ? null : (ExceptionListener) arguments[0];
                yield null;
            }
            case "getExceptionListener" -> listener;
            case "equals" -> arguments != null && proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            case "close" -> close(method);
            default -> call(method, arguments);
        };
    }

    @Override
    public void onException(JMSException failure) {
        if (told.compareAndSet(false, true)) {
            broken.accept(failure);
        }
        ExceptionListener theirs = listener;
        if (theirs != null) {
            theirs.onException(failure);
        }
    }

    private @Nullable Object close(Method method) throws Throwable {
        try {
            return call(method, null);
        } finally {
            close(factory);
        }
    }

    private @Nullable Object call(Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(connection, arguments);
        } catch (InvocationTargetException failure) {
            throw failure.getCause();
        }
    }

    /** Some client libraries hold threads and sockets for each factory. */
    static void close(ConnectionFactory factory) throws JMSException {
        if (factory instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (JMSException failure) {
                throw failure;
            } catch (Exception failure) {
                throw JmsFailures.jms("cannot close the connection factory", failure);
            }
        }
    }
}
