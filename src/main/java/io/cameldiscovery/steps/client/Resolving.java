package io.cameldiscovery.steps.client;

import io.cameldiscovery.catalogue.Catalogue;
import io.cameldiscovery.catalogue.CatalogueEntry;
import io.cameldiscovery.catalogue.Verification;
import io.cameldiscovery.client.Lookup;
import io.cameldiscovery.client.Lookups;
import io.cameldiscovery.client.Question;
import io.cameldiscovery.client.Road;
import io.cameldiscovery.message.DiscoveryMessage;
import io.cameldiscovery.message.DiscoveryMessage.Acknowledgment;
import io.cameldiscovery.message.DiscoveryMessage.Proven;
import io.cameldiscovery.message.DiscoveryMessage.Response;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.steps.MessageContext;
import io.cameldiscovery.token.RecentlySeen;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** The steps of {@code resolve-service} and of the roads that it takes. Thread-safe. */
public final class Resolving {

    private final Lookups lookups;
    private final Catalogue catalogue;
    private final Verifying verifying;
    private final RecentlySeen acknowledged;
    private final Set<Road> roads;
    private final Duration cacheHeadStart;
    private final Duration lanHeadStart;
    private final Clock clock;

    /**
     * @param acknowledged remembers responses while copies of them arrive, which need one receipt together
     * @param roads those that this node is set up for
     * @param cacheHeadStart how long known records are verified before the LAN is asked
     * @param lanHeadStart how long the LAN is asked before the registry is
     */
    public Resolving(
            Lookups lookups,
            Catalogue catalogue,
            Verifying verifying,
            RecentlySeen acknowledged,
            Set<Road> roads,
            Duration cacheHeadStart,
            Duration lanHeadStart,
            Clock clock) {
        this.lookups = lookups;
        this.catalogue = catalogue;
        this.verifying = verifying;
        this.acknowledged = acknowledged;
        this.roads = Set.copyOf(roads);
        this.cacheHeadStart = cacheHeadStart;
        this.lanHeadStart = lanHeadStart;
        this.clock = clock;
    }

    /** Replaces a {@link Question}, or the name of a service, by the lookup for it. */
    public void openLookup(Exchange exchange) {
        Object body = exchange.getMessage().getBody();
        Question question = body instanceof Question asked
                ? asked
                : Question.first(new ServiceName(String.valueOf(body).strip()));
        Set<Road> taken = question.roads().stream().filter(roads::contains).collect(Collectors.toUnmodifiableSet());
        Lookup lookup = lookups.open(question.service(), question.all(), taken);
        MessageContext.lookup(exchange, lookup);
        exchange.getMessage().setBody(lookup);
        if (taken.isEmpty() && question.roads().contains(Road.REGISTRY)) {
            lookup.ended(Road.REGISTRY, "no registry is set (discovery.registry.url)");
        }
        if (lookup.takes(Road.CACHE)) {
            known(question).forEach(entry -> claimKnown(lookup, entry, question.proofAge()));
        }
        // The known records are all claimed, so this road brings no more.
        lookup.ended(Road.CACHE);
    }

    /** Who wants every instance wants also those that failed last time and may be back. */
    private List<CatalogueEntry> known(Question question) {
        return question.all() ? catalogue.known(question.service()) : catalogue.live(question.service());
    }

    private void claimKnown(Lookup lookup, CatalogueEntry entry, Duration proofAge) {
        Optional<Verification> proof =
                entry.verification().filter(one -> catalogue.age(one).compareTo(proofAge) < 0);
        proof.ifPresentOrElse(
                one -> lookup.proven(entry, entry.source(), one.endpoint(), one.kind()),
                () -> verifying.claim(lookup, entry, entry.source()));
    }

    /** What the lookup ends with. */
    public CompletionStage<?> resolution(Exchange exchange) {
        return MessageContext.lookup(exchange).resolution();
    }

    /** Milliseconds for the known records, if there are any. */
    public long cacheHeadStart(Exchange exchange) {
        return MessageContext.lookup(exchange).hasClaims() ? cacheHeadStart.toMillis() : 0;
    }

    /** Milliseconds for the LAN, if it is asked, and for the known records. */
    public long lanHeadStart(Exchange exchange) {
        Lookup lookup = MessageContext.lookup(exchange);
        return cacheHeadStart(exchange) + (lookup.takes(Road.LAN) ? lanHeadStart.toMillis() : 0);
    }

    /** Replaces the lookup by its next query; stops when there is nothing to ask any more. */
    public void nextQuery(Exchange exchange) {
        Lookup lookup = MessageContext.lookup(exchange);
        if (!lookup.isOpen() || !lookup.takes(Road.LAN)) {
            MessageContext.stop(exchange);
            return;
        }
        int attempt = exchange.getMessage().getHeader(Exchange.REDELIVERY_COUNTER, 0, Integer.class);
        exchange.getMessage().setBody(lookup.query(attempt, clock.instant()));
    }

    /** The LAN was asked for the last time. */
    public void lanSilent(Exchange exchange) {
        MessageContext.lookup(exchange).ended(Road.LAN, "nobody on the LAN answered");
    }

    /** Gives a response to the lookup that it answers; stops when it is none of ours, or was acknowledged just now. */
    public void offerAnswer(Exchange exchange) {
        Response response = MessageContext.message(exchange, Response.class);
        Lookup lookup = lookupOf(response);
        InetSocketAddress sender = MessageContext.sender(exchange);
        if (lookup == null || sender == null) {
            MessageContext.stop(exchange);
            return;
        }
        MessageContext.lookup(exchange, lookup);
        CatalogueEntry entry = MessageContext.entry(exchange);
        if (entry != null
                && !response.record().sequence().isAfter(entry.record().sequence())) {
            verifying.answered(lookup, entry, MessageContext.source(exchange), sender);
        }
        if (!acknowledged.firstTime(MessageContext.trusted(exchange).token())) {
            MessageContext.stop(exchange);
        }
    }

    /** Replaces a response by its receipt. */
    public void acknowledge(Exchange exchange) {
        Response response = MessageContext.message(exchange, Response.class);
        exchange.getMessage()
                .setBody(new Acknowledgment(response.nonce(), response.record().instance()));
    }

    /** Stops when the lookup needs no registry. */
    public void ifRegistryWanted(Exchange exchange) {
        Lookup lookup = MessageContext.lookup(exchange);
        if (!lookup.isOpen() || !lookup.takes(Road.REGISTRY)) {
            lookup.ended(Road.REGISTRY);
            MessageContext.stop(exchange);
        }
    }

    /** Gives a record from the registry to the lookup, to be verified. */
    public void claimRecord(Exchange exchange) {
        CatalogueEntry entry = MessageContext.entry(exchange);
        if (entry != null) {
            verifying.claim(MessageContext.lookup(exchange), entry, MessageContext.source(exchange));
        }
    }

    /** No registry did what it was asked. */
    public void registryOutOfReach(Exchange exchange) {
        MessageContext.lookup(exchange).ended(Road.REGISTRY, "the registry " + Registries.obstacle(exchange));
    }

    /** The registry was asked. */
    public void registryEnded(Exchange exchange) {
        MessageContext.lookup(exchange).ended(Road.REGISTRY);
    }

    /** Whether that statement answers a query of this node, and so was made just now. */
    public boolean asked(Proven answer) {
        return lookupOf(answer) != null;
    }

    /** Tells the lookup, if one is concerned, of an answer that cannot be trusted. */
    public void refused(Exchange exchange, DiscoveryMessage message, String reason) {
        Lookup lookup = lookupOf(exchange, message);
        if (lookup != null) {
            lookup.refused(reason);
        }
    }

    private @Nullable Lookup lookupOf(Exchange exchange, DiscoveryMessage message) {
        return message instanceof Proven proven
                ? lookups.find(proven.nonce()).orElse(null)
                : MessageContext.lookupIfAny(exchange);
    }

    /** The lookup whose nonce and service those are. */
    private @Nullable Lookup lookupOf(Proven answer) {
        return lookups.find(answer.nonce())
                .filter(lookup -> lookup.service().equals(answer.record().service()))
                .orElse(null);
    }
}
