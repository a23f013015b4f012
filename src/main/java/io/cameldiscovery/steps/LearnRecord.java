package io.cameldiscovery.steps;

import io.cameldiscovery.catalogue.Catalogue;
import io.cameldiscovery.catalogue.CatalogueEntry;
import io.cameldiscovery.catalogue.Learned;
import io.cameldiscovery.catalogue.OwnInstances;
import io.cameldiscovery.catalogue.Source;
import io.cameldiscovery.message.DiscoveryMessage.Goodbye;
import io.cameldiscovery.message.DiscoveryMessage.Statement;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.token.Verdict;
import java.util.function.Predicate;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/** Puts a verified record into the catalogue, or takes a withdrawn one out; leaves no body if it can be neither. */
public final class LearnRecord implements Processor {

    private final Catalogue catalogue;
    private final OwnInstances own;
    private final Predicate<Statement> answersUs;
    private final DropCounters drops;

    /** @param answersUs tells a statement with a nonce that this node sent: it was made just now */
    public LearnRecord(Catalogue catalogue, OwnInstances own, Predicate<Statement> answersUs, DropCounters drops) {
        this.catalogue = catalogue;
        this.own = own;
        this.answersUs = answersUs;
        this.drops = drops;
    }

    @Override
    public void process(Exchange exchange) {
        Verdict.Trusted trusted = MessageContext.trusted(exchange);
        Statement statement = MessageContext.message(exchange, Statement.class);
        boolean fresh = answersUs.test(statement);
        if (!fresh && !trusted.timely()) {
            drops.count("not-timely", "the clocks differ, or it is a replay", MessageContext.sender(exchange));
            MessageContext.silence(exchange);
            return;
        }
        if (!fresh && isSomebodyElseAsThisNode(statement.record())) {
            drops.count(
                    "conflict",
                    "another node speaks as instance " + own.instance() + ", signed by key " + trusted.keyId(),
                    MessageContext.sender(exchange));
            MessageContext.silence(exchange);
            return;
        }
        learn(exchange, trusted, statement, fresh);
        MessageContext.entry(exchange, heldOf(statement.record(), trusted.keyId()));
    }

    /** Own packets never come so far; those of an earlier life of this node have a lower epoch. */
    private boolean isSomebodyElseAsThisNode(ServiceRecord record) {
        return record.instance().equals(own.instance()) && own.offers(record.service());
    }

    /** What is known of the instance by the same key: what another says in its name speaks for nobody. */
    private @Nullable CatalogueEntry heldOf(ServiceRecord record, String keyId) {
        return catalogue
                .find(record.key())
                .filter(entry -> entry.keyId().equals(keyId))
                .orElse(null);
    }

    private void learn(Exchange exchange, Verdict.Trusted trusted, Statement statement, boolean fresh) {
        Source source = MessageContext.source(exchange);
        boolean heardNow = source == Source.UDP || source == Source.TCP;
        Learned learned = new Learned(
                statement.record(),
                trusted.token(),
                trusted.keyId(),
                source,
                MessageContext.sender(exchange),
                fresh || heardNow);
        boolean knownFromLan = source == Source.REGISTRY
                && catalogue
                        .find(statement.record().key())
                        .filter(known -> known.source() != Source.REGISTRY)
                        .filter(known -> !statement
                                .record()
                                .sequence()
                                .isAfter(known.record().sequence()))
                        .isPresent();
        if (knownFromLan) {
            // Its life on the LAN is shorter than its lease: a server that fell silent there must not outlive it.
            return;
        }
        if (statement instanceof Goodbye) {
            catalogue.withdraw(learned);
        } else {
            catalogue.learn(learned);
        }
    }
}
