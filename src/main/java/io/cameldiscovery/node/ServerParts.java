package io.cameldiscovery.node;

import io.cameldiscovery.catalogue.OwnInstances;
import io.cameldiscovery.client.Draining;
import io.cameldiscovery.message.DiscoveryMessage.Acknowledgment;
import io.cameldiscovery.message.DiscoveryMessage.Probe;
import io.cameldiscovery.message.DiscoveryMessage.Query;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.server.AcknowledgedClients;
import io.cameldiscovery.server.Announcer;
import io.cameldiscovery.server.Registration;
import io.cameldiscovery.server.Responder;
import io.cameldiscovery.settings.Settings;
import io.cameldiscovery.steps.RecentlySeenRepository;
import io.cameldiscovery.steps.client.RegistryAnswers;
import io.cameldiscovery.steps.server.AnswerLimit;
import io.cameldiscovery.steps.server.AnswerPause;
import io.cameldiscovery.steps.server.GoodbyeOnStop;
import io.cameldiscovery.steps.server.MatchProbe;
import io.cameldiscovery.steps.server.MatchQuery;
import io.cameldiscovery.steps.server.QueryAttempt;
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

    /** Tokens tell times in whole seconds. */
    private static final Duration SHORTEST_LIFE = Duration.ofSeconds(1);

    private final NodeParts node;
    private final Settings settings;

    ServerParts(NodeParts node) {
        this.node = node;
        this.settings = node.settings();
    }

    void bindTo(Main camel) {
        OwnInstances own = node.own();
        Jitter jitter = node.jitter();
        Duration interval = settings.duration("discovery.announcer.interval", SHORTEST_LIFE);
        double share = settings.number("discovery.announcer.jitter", 0, 1);
        Duration lifetime = Announcer.lifetime(interval);
        Responder responder = new Responder(
                own,
                node.catalogue(),
                jitter,
                lifetime,
                settings.duration("discovery.responder.slot"),
                settings.duration("discovery.responder.max-wait"));
        boolean repeats = settings.integer("discovery.responder.repeats", 0, 20) > 0;
        SendAnswer answers =
                new SendAnswer(new AcknowledgedClients(settings.duration("discovery.responder.asker-memory")), repeats);
        RateLimit<String> skewed =
                new RateLimit<>(settings.number("discovery.responder.skewed-rate", 0.001, 1e6), 10, node.clock());
        RecentlySeen answered = new RecentlySeen(Duration.ofMinutes(2), NodeParts.REMEMBERED, node.clock()::nanos);
        node.refuse(Query.class, query -> !responder.offers(query.service()), "not-offered");
        node.refuse(Acknowledgment.class, receipt -> !answers.awaits(receipt.nonce()), "not-awaited");
        node.refuse(Probe.class, probe -> !probe.instance().equals(own.instance()), "not-for-me");
        Announcer announcer = new Announcer(own, interval, share, jitter);
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
        camel.bind(
                "answerLimit",
                new AnswerLimit(settings.number("discovery.responder.amplification", 1, 1000), node.drops()));
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
        Registration registration = new Registration(
                node.own(),
                settings.duration("discovery.registration.lease", SHORTEST_LIFE),
                settings.duration("discovery.registration.pause"),
                settings.duration("discovery.registration.retry-delay"),
                settings.number("discovery.registration.jitter", 0, 1),
                node.jitter(),
                node.clock());
        RegistryAnswers registryAnswers = new RegistryAnswers(new Draining());
        camel.bind("registration", registration);
        camel.bind("registrationAnswered", (Processor) exchange -> registryAnswers.registered(
                exchange, exchange.getProperty("record", ServiceRecord.class), registration));
        camel.bind("registrationUnanswered", (Processor) exchange -> RegistryAnswers.unanswered(
                exchange, exchange.getProperty("record", ServiceRecord.class), registration));
    }
}
