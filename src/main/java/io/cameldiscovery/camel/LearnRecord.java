package io.cameldiscovery.camel;

import io.cameldiscovery.catalogue.Catalogue;
import io.cameldiscovery.catalogue.Learned;
import io.cameldiscovery.catalogue.Source;
import io.cameldiscovery.message.DiscoveryMessage.Goodbye;
import io.cameldiscovery.message.DiscoveryMessage.Proven;
import io.cameldiscovery.message.DiscoveryMessage.Statement;
import io.cameldiscovery.message.Nonce;
import io.cameldiscovery.token.Verdict;
import java.util.function.Predicate;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Puts a verified record into the catalogue, or takes a withdrawn one out. */
public final class LearnRecord implements Processor {

    private final Catalogue catalogue;
    private final Predicate<Nonce> ours;
    private final Drops drops;

    /** @param ours tells a nonce that this node sent: the record that carries it was made just now */
    public LearnRecord(Catalogue catalogue, Predicate<Nonce> ours, Drops drops) {
        this.catalogue = catalogue;
        this.ours = ours;
        this.drops = drops;
    }

    @Override
    public void process(Exchange exchange) {
        Verdict.Trusted trusted = Facts.trusted(exchange);
        Statement statement = Facts.message(exchange, Statement.class);
        boolean answersUs = statement instanceof Proven proven && ours.test(proven.nonce());
        if (!answersUs && !trusted.timely()) {
            drops.count("not-timely", "the clocks differ, or it is a replay", Facts.sender(exchange));
            Facts.stop(exchange);
            return;
        }
        learn(exchange, trusted, statement, answersUs);
        Facts.entry(exchange, catalogue.find(statement.record().key()).orElse(null));
    }

    private void learn(Exchange exchange, Verdict.Trusted trusted, Statement statement, boolean answersUs) {
        Source source = Facts.source(exchange);
        boolean heardNow = source == Source.UDP || source == Source.TCP;
        Learned learned = new Learned(
                statement.record(),
                trusted.token(),
                trusted.keyId(),
                source,
                Facts.sender(exchange),
                answersUs || heardNow);
        if (statement instanceof Goodbye) {
            catalogue.withdraw(learned);
        } else {
            catalogue.learn(learned);
        }
    }
}
