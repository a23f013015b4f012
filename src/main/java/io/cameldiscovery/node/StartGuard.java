package io.cameldiscovery.node;

import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.camel.main.Main;

/** Closes what a start had opened when the start fails, the last first. */
final class StartGuard implements AutoCloseable {

    private final Main camel;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private boolean succeeded;

    StartGuard(Main camel) {
        this.camel = camel;
    }

    /** Closes that as well, which may be closed twice. */
    <C extends AutoCloseable> C closing(C resource) {
        opened.push(resource);
        return resource;
    }

    void succeeded() {
        succeeded = true;
    }

    @Override
    public void close() {
        if (!succeeded) {
            opened.addFirst(camel::stop);
            Closing.all(opened);
        }
    }
}
