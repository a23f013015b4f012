package io.cameldiscovery.node;

import io.cameldiscovery.catalogue.OwnInstances;
import io.cameldiscovery.client.Draining;
import io.cameldiscovery.message.DiscoveryMessage.Acknowledgment;
import io.cameldiscovery.message.DiscoveryMessage.Probe;
import io.cameldiscovery.message.DiscoveryMessage.Query;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.server.AcknowledgedClients;
import io.cameldiscovery.server.Announcer;
import io.cameldiscovery.server.AnnouncerSettings;
import io.cameldiscovery.server.Registration;
import io.cameldiscovery.server.RegistrationSettings;
import io.cameldiscovery.server.Responder;
import io.cameldiscovery.steps.RecentlySeenRepository;
import io.cameldiscovery.steps.client.RegistryAnswers;
import io.cameldiscovery.steps.server.AnswerLimit;
import io.cameldiscovery.steps.server.AnswerPause;
import io.cameldiscovery.steps.server.GoodbyeOnStop;
import io.cameldiscovery.steps.server.MatchProbe;
import io.cameldiscovery.steps.server.MatchQuery;
import io.cameldiscovery.steps.server.QueryAttempt;
import io.cameldiscovery.steps.server.ResponderSettings;
import io.cameldiscovery.steps.server.SendAnswer;
import io.cameldiscovery.timing.Jitter;
import io.cameldiscovery.timing.RateLimit;
import io.cameldiscovery.token.RecentlySeen;
import java.time.Duration;
import org.apache.camel.Predicate;
import org.apache.camel.Processor;
import org.apache.camel.main.Main;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The objects of the server role. */
final class ServerParts {

    private static final Logger LOG = LoggerFactory.getLogger(ServerParts.class);

    private final NodeParts node;

    ServerParts(NodeParts node) {
        this.node = node;
    }

    void bindTo(Main camel) {
        OwnInstances own = node.own();
        Jitter jitter = node.jitter();
        AnnouncerSettings announcing = AnnouncerSettings.of(node.settings());
        ResponderSettings responding = ResponderSettings.of(node.settings());
        Responder responder = new Responder(
                own, node.catalogue(), jitter, announcing.lifetime(), responding.slot(), responding.maxWait());
        SendAnswer answers = new SendAnswer(new AcknowledgedClients(), responding.repeats() > 0);
        RateLimit<String> skewed = responding.skewed(node.clock());
        RecentlySeen answered = new RecentlySeen(Duration.ofMinutes(2), NodeParts.REMEMBERED, node.clock()::nanos);
        node.refuse(Query.class, query -> !responder.offers(query.service()), "not-offered");
        node.refuse(Acknowledgment.class, receipt -> !answers.awaits(receipt.nonce()), "not-awaited");
        node.refuse(Probe.class, probe -> !probe.instance().equals(own.instance()), "not-for-me");
        Announcer announcer = new Announcer(own, announcing, jitter);
        if (!node.keys().trustsItself()) {
            LOG.warn(
                    "The trust file does not name this node's own {}: nodes with the same file will not believe it",
                    node.keys());
        }
        camel.bind("announcer", announcer);
        camel.bind("queryAttempt", new QueryAttempt());
        camel.bind("answeredQueries", new RecentlySeenRepository(answered, () -> node.drops()
                .countQuietly("answered-already")));
        camel.bind("matchQuery", new MatchQuery(responder, skewed, node.drops()));
        camel.bind("matchProbe", new MatchProbe(responder, skewed, node.drops()));
        camel.bind("answerPause", new AnswerPause(responder));
        camel.bind("answerLimit", new AnswerLimit(responding.amplification(), node.drops()));
        camel.bind("answerIsOver", (Predicate) answers::isOver);
        camel.bind("answerGoesToGroup", (Predicate) answers::goesToGroup);
        camel.bind("answerIsRepeated", (Predicate) answers::isRepeated);
        camel.bind("acceptAcknowledgment", (Processor) answers::acknowledged);
        camel.bind("goodbye", new GoodbyeOnStop());
        if (!node.registries().isEmpty()) {
            bindRegistration(camel);
        }
    }

    private void bindRegistration(Main camel) {
        Registration registration =
                new Registration(node.own(), RegistrationSettings.of(node.settings()), node.jitter(), node.clock());
        RegistryAnswers registryAnswers = new RegistryAnswers(new Draining());
        camel.bind("registration", registration);
        camel.bind("registrationAnswered", (Processor) exchange -> registryAnswers.registered(
                exchange, exchange.getProperty("record", ServiceRecord.class), registration));
        camel.bind("registrationUnanswered", (Processor) exchange -> RegistryAnswers.unanswered(
                exchange, exchange.getProperty("record", ServiceRecord.class), registration));
    }
}
