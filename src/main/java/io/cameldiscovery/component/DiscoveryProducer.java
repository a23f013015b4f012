package io.cameldiscovery.component;

import io.cameldiscovery.client.Ejections;
import io.cameldiscovery.client.ProvenInstance;
import io.cameldiscovery.client.Resolution;
import io.cameldiscovery.client.Selector;
import io.cameldiscovery.node.Node;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultAsyncProducer;
import org.jspecify.annotations.Nullable;

/** Puts a proven address into the message: a warm one, or one from the network, without blocking a thread. */
final class DiscoveryProducer extends DefaultAsyncProducer {

    private final DiscoveryEndpoint endpoint;
    private final String choiceProperty;
    private final CallFailures failures;
    private @Nullable Node node;
    private @Nullable Selector selector;
    private @Nullable Ejections ejections;
    private @Nullable Expression stickyKey;

    DiscoveryProducer(DiscoveryEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
        this.choiceProperty = "CamelDiscoveryChoice." + endpoint.name();
        this.failures = new CallFailures(endpoint.getEjectOn());
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        Node used = endpoint.getComponent().node();
        selector = used.selector(endpoint.name(), endpoint.filter(), endpoint.strategy());
        ejections = used.ejections();
        String key = endpoint.getStickyKey();
        stickyKey = key == null ? null : simple(key);
        used.use(endpoint.name());
        node = used;
    }

    @Override
    protected void doStop() throws Exception {
        Node used = node;
        node = null;
        if (used != null) {
            used.release(endpoint.name());
        }
        super.doStop();
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        return endpoint.getBody() == BodyContent.INSTANCES
                ? hand(exchange, callback, this::allOrNull, all -> handAll(exchange, all))
                : handOne(exchange, callback);
    }

    private boolean handOne(Exchange exchange, AsyncCallback callback) {
        Choice choice = Choice.of(exchange, choiceProperty, Objects.requireNonNull(ejections), failures);
        String key = stickyKey == null ? null : stickyKey.evaluate(exchange, String.class);
        return hand(exchange, callback, () -> selector().select(key), instance -> {
            choice.take(instance);
            handOne(exchange.getMessage(), instance);
        });
    }

    private <T> boolean hand(
            Exchange exchange,
            AsyncCallback callback,
            Supplier<@Nullable T> selected,
            java.util.function.Consumer<T> taker) {
        T warm = selected.get();
        if (warm != null) {
            taker.accept(warm);
            callback.done(true);
            return true;
        }
        endpoint.getComponent()
                .coldStart()
                .await(selector(), endpoint.coldTimeout(), endpoint.getBody() == BodyContent.INSTANCES, selected)
                .whenCompleteAsync(
                        (outcome, fault) -> {
                            if (fault == null) {
                                handLate(exchange, outcome, taker);
                            } else {
                                Headers.forgetInstance(exchange.getMessage());
                                exchange.setException(fault);
                            }
                            callback.done(false);
                        },
                        endpoint.getComponent().continuing());
        return false;
    }

    private <T> void handLate(Exchange exchange, ColdStart.Outcome<T> outcome, java.util.function.Consumer<T> taker) {
        T selected = outcome.selected();
        if (selected == null) {
            handNone(exchange, outcome.answer());
        } else {
            taker.accept(selected);
        }
    }

    private void handOne(Message message, ProvenInstance instance) {
        long now = System.nanoTime();
        Headers.describe(message, instance.entry(), instance.getUri(), instance.getHost(), instance.getPort(), now);
        message.setHeader(
                DiscoveryConstants.PROOF_AGE, Headers.millis(instance.proof().at(), now));
        message.setHeader(DiscoveryConstants.FOUND, true);
        if (endpoint.getBody() == BodyContent.URI) {
            message.setBody(instance.getUri());
        } else if (endpoint.getBody() == BodyContent.INSTANCE) {
            message.setBody(instance);
        }
    }

    private void handAll(Exchange exchange, List<ProvenInstance> all) {
        Message message = exchange.getMessage();
        Headers.forgetInstance(message);
        message.setHeader(DiscoveryConstants.SERVICE, endpoint.name().value());
        message.setHeader(DiscoveryConstants.COUNT, all.size());
        message.setHeader(DiscoveryConstants.FOUND, true);
        message.setBody(all);
    }

    private void handNone(Exchange exchange, @Nullable Resolution answer) {
        DiscoveryException why = Explanation.of(selector(), answer, exchange);
        Message message = exchange.getMessage();
        Headers.forgetInstance(message);
        message.setHeader(DiscoveryConstants.SERVICE, endpoint.name().value());
        message.setHeader(DiscoveryConstants.FOUND, false);
        if (endpoint.getOnNone() == OnNone.FAIL) {
            exchange.setException(why);
            return;
        }
        message.setHeader(DiscoveryConstants.REASON, why.reason());
        if (endpoint.getBody() == BodyContent.INSTANCES) {
            message.setHeader(DiscoveryConstants.COUNT, 0);
            message.setBody(List.of());
        } else if (endpoint.getBody() != BodyContent.KEEP) {
            message.setBody(null);
        }
    }

    private @Nullable List<ProvenInstance> allOrNull() {
        List<ProvenInstance> all = selector().all();
        return all.isEmpty() ? null : all;
    }

    private Selector selector() {
        return Objects.requireNonNull(selector);
    }

    private Expression simple(String text) {
        Expression expression =
                getEndpoint().getCamelContext().resolveLanguage("simple").createExpression(text);
        expression.init(getEndpoint().getCamelContext());
        return expression;
    }
}
