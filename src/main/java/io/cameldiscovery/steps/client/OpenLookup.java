package io.cameldiscovery.steps.client;

import io.cameldiscovery.catalogue.Catalogue;
import io.cameldiscovery.catalogue.CatalogueEntry;
import io.cameldiscovery.catalogue.Verification;
import io.cameldiscovery.client.Claim;
import io.cameldiscovery.client.Lookup;
import io.cameldiscovery.client.Lookups;
import io.cameldiscovery.client.Question;
import io.cameldiscovery.client.Road;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.steps.MessageContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Opens the lookup for a {@link Question}, or for the name of a service, and replaces that by the claims of the records
 * known already: those whose proof is too old for the question.
 */
public final class OpenLookup implements Processor {

    private final Lookups lookups;
    private final Catalogue catalogue;
    private final VerifyInstance verify;
    private final Set<Road> roads;

    /** @param roads those that this node is set up for */
    public OpenLookup(Lookups lookups, Catalogue catalogue, VerifyInstance verify, Set<Road> roads) {
        this.lookups = lookups;
        this.catalogue = catalogue;
        this.verify = verify;
        this.roads = Set.copyOf(roads);
    }

    @Override
    public void process(Exchange exchange) {
        Object body = exchange.getMessage().getBody();
        Question question = body instanceof Question asked
                ? asked
                : Question.first(new ServiceName(String.valueOf(body).strip()));
        Set<Road> taken = question.roads().stream().filter(roads::contains).collect(Collectors.toUnmodifiableSet());
        Lookup lookup = lookups.open(question.service(), question.all(), taken);
        MessageContext.lookup(exchange, lookup);
        if (taken.isEmpty() && question.roads().contains(Road.REGISTRY)) {
            lookup.ended(Road.REGISTRY, "no registry is set (discovery.registry.url)");
        }
        exchange.getMessage().setBody(lookup.takes(Road.CACHE) ? claims(lookup, question) : List.of());
        // All known records are registered: this road is finished.
        lookup.ended(Road.CACHE);
    }

    private List<Claim> claims(Lookup lookup, Question question) {
        List<Claim> claims = new ArrayList<>();
        for (CatalogueEntry entry : known(question)) {
            Optional<Verification> proof =
                    entry.verification().filter(one -> catalogue.age(one).compareTo(question.proofAge()) < 0);
            proof.ifPresentOrElse(
                    one -> lookup.proven(entry, entry.source(), one.endpoint(), one.kind()),
                    () -> verify.claim(lookup, entry, entry.source()).ifPresent(claims::add));
        }
        return claims;
    }

    /** With all instances wanted, those that failed last time are included. */
    private List<CatalogueEntry> known(Question question) {
        return question.all() ? catalogue.known(question.service()) : catalogue.live(question.service());
    }
}
