package io.cameldiscovery.component;

import io.cameldiscovery.catalogue.Offer;
import io.cameldiscovery.node.Node;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A service that is announced while a condition holds. Thread-safe. */
final class Announcement {

    private static final Logger LOG = LoggerFactory.getLogger(Announcement.class);

    private final Node node;
    private final String owner;
    private final Offer offer;
    private final BooleanSupplier condition;
    private final Consumer<Boolean> changed;
    private boolean announced;
    private String complaint = "";

    /**
     * @param owner who announces, for log and error messages
     * @param condition whether the service is to be announced now
     * @param changed hears true after the announcement, false after the withdrawal
     */
    Announcement(Node node, String owner, Offer offer, BooleanSupplier condition, Consumer<Boolean> changed) {
        this.node = node;
        this.owner = owner;
        this.offer = offer;
        this.condition = condition;
        this.changed = changed;
    }

    String owner() {
        return owner;
    }

    Offer offer() {
        return offer;
    }

    /**
     * Announces or withdraws as the condition says. A condition that cannot be evaluated counts as false and is logged
     * once.
     */
    synchronized void review() {
        try {
            set(condition.getAsBoolean());
            complaint = "";
        } catch (RuntimeException fault) {
            complain(fault);
            set(false);
        }
    }

    private void complain(RuntimeException fault) {
        String text = fault.getMessage() == null ? fault.toString() : fault.getMessage();
        if (!text.equals(complaint)) {
            complaint = text;
            LOG.warn("{} cannot announce {}: {}", owner, offer.service(), text);
        }
    }

    /** Withdraws permanently. */
    synchronized void end() {
        set(false);
    }

    private void set(boolean wanted) {
        if (wanted == announced) {
            return;
        }
        if (wanted) {
            node.offer(offer);
            LOG.info("{} announces {} at {}", owner, offer.service(), offer.endpoints());
        } else {
            node.withdraw(offer.service());
            LOG.info("{} withdrew {}", owner, offer.service());
        }
        announced = wanted;
        changed.accept(wanted);
    }
}
