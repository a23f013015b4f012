package io.cameldiscovery.jms;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.ExceptionListener;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.JMSSecurityException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A client library of a broker that is not there: it only remembers where it was to connect, and as whom. */
public final class FakeLibrary implements ConnectionFactory, AutoCloseable {

    static final List<FakeLibrary> FACTORIES = new CopyOnWriteArrayList<>();
    static final Set<String> UNREACHABLE = ConcurrentHashMap.newKeySet();
    static final Set<String> REFUSING = ConcurrentHashMap.newKeySet();

    final String url;
    volatile String user = "nobody";
    volatile boolean closed;
    volatile ExceptionListener listener;

    public FakeLibrary(String url) {
        if (url.startsWith("nonsense")) {
            throw new IllegalStateException("no such protocol");
        }
        this.url = url;
        FACTORIES.add(this);
    }

    static void forget() {
        FACTORIES.clear();
        UNREACHABLE.clear();
        REFUSING.clear();
    }

    static FakeLibrary last() {
        return FACTORIES.get(FACTORIES.size() - 1);
    }

    /** What a client library does when the broker goes. */
    void breakConnection() {
        listener.onException(new JMSException("the broker went"));
    }

    @Override
    public Connection createConnection() throws JMSException {
        open();
        return standIn(Connection.class);
    }

    @Override
    public Connection createConnection(String user, String password) throws JMSException {
        this.user = user + "/" + password;
        return createConnection();
    }

    @Override
    public JMSContext createContext() {
        try {
            open();
        } catch (JMSException failure) {
            throw new JMSRuntimeException(failure.getMessage(), null, failure);
        }
        return standIn(JMSContext.class);
    }

    @Override
    public JMSContext createContext(String user, String password) {
        return createContext();
    }

    @Override
    public JMSContext createContext(String user, String password, int sessionMode) {
        return createContext();
    }

    @Override
    public JMSContext createContext(int sessionMode) {
        return createContext();
    }

    @Override
    public void close() {
        closed = true;
    }

    private void open() throws JMSException {
        if (UNREACHABLE.contains(url)) {
            throw new JMSException("nobody listens");
        }
        if (REFUSING.contains(url)) {
            throw new JMSSecurityException("wrong password");
        }
    }

    private <T> T standIn(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> switch (method.getName()) {
                    case "setExceptionListener" -> {
                        listener = (ExceptionListener) arguments[0];
                        yield null;
                    }
                    case "getClientID" -> url;
                    default -> null;
                }));
    }
}
