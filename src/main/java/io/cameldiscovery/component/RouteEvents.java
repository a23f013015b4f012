package io.cameldiscovery.component;

import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultConsumer;

/** Sends events through the route of a consumer. */
final class RouteEvents {

    private RouteEvents() {}

    /**
     * Runs the route once, on this thread. A failure goes to the consumer's exception handler.
     *
     * @param what the event, for the error message
     * @param content fills the message
     */
    static void send(DefaultConsumer consumer, String what, Consumer<Message> content) {
        Exchange exchange = consumer.createExchange(false);
        try {
            content.accept(exchange.getMessage());
            consumer.getProcessor().process(exchange);
        } catch (Exception failure) {
            exchange.setException(failure);
        }
        if (exchange.getException() != null) {
            consumer.getExceptionHandler().handleException("cannot process " + what, exchange, exchange.getException());
        }
        consumer.releaseExchange(exchange, false);
    }
}
