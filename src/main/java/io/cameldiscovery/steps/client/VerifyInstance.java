package io.cameldiscovery.steps.client;

import io.cameldiscovery.catalogue.Catalogue;
import io.cameldiscovery.catalogue.CatalogueEntry;
import io.cameldiscovery.catalogue.ProofKind;
import io.cameldiscovery.catalogue.Source;
import io.cameldiscovery.client.AddressPreference;
import io.cameldiscovery.client.Claim;
import io.cameldiscovery.client.Lookup;
import io.cameldiscovery.message.DiscoveryMessage.Probe;
import io.cameldiscovery.message.DiscoveryMessage.Proof;
import io.cameldiscovery.message.DiscoveryMessage.Proven;
import io.cameldiscovery.message.Nonce;
import io.cameldiscovery.record.Endpoint;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.steps.Mailer;
import io.cameldiscovery.steps.MessageContext;
import io.cameldiscovery.timing.Backoff;
import io.cameldiscovery.timing.PendingReplies;
import io.cameldiscovery.timing.Race;
import io.cameldiscovery.token.TokenSigner;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * The steps of {@code verify-instance}: an address is proven before it is handed out. Decides what proves one, and
 * makes the claims that the route is started for. Thread-safe.
 */
public final class VerifyInstance {

    /** Asks one peer over TCP, and hands what it answers to {@code receive-message}. */
    @FunctionalInterface
    public interface StreamProbe {
        void ask(InetSocketAddress peer, String token);
    }

    private static final int MAX_ADDRESSES = 8;

    private final Catalogue catalogue;
    private final AddressPreference preference;
    private final Function<ServiceRecord.Key, EndpointCheck> checks;
    private final TokenSigner signer;
    private final Mailer mailer;
    private final StreamProbe streams;
    private final PendingReplies<Awaited, CatalogueEntry> proofs;
    private final Backoff patience;
    private final RandomGenerator random;
    private final Clock clock;

    /**
     * @param checks how the endpoints of an instance are looked at, after the proof
     * @param patience how long each probe waits for its proof; a proof that comes late counts for the next one
     */
    public VerifyInstance(
            Catalogue catalogue,
            AddressPreference preference,
            Function<ServiceRecord.Key, EndpointCheck> checks,
            TokenSigner signer,
            Mailer mailer,
            StreamProbe streams,
            PendingReplies<Awaited, CatalogueEntry> proofs,
            Backoff patience,
            RandomGenerator random,
            Clock clock) {
        this.catalogue = catalogue;
        this.preference = preference;
        this.checks = checks;
        this.signer = signer;
        this.mailer = mailer;
        this.streams = streams;
        this.proofs = proofs;
        this.patience = patience;
        this.random = random;
        this.clock = clock;
    }

    /** What a proof must say: whoever else has the nonce, and a right to another name, proves nothing. */
    public record Awaited(Nonce nonce, ServiceRecord.Key instance) {

        static Awaited by(Proven answer) {
            return new Awaited(answer.nonce(), answer.record().key());
        }
    }

    /**
     * Takes the response to a lookup's query. It proves the very address that it came from; any other may be out of
     * reach, or left a moment ago, and is probed.
     *
     * @param source the way by which it came
     * @return what is still to be verified
     */
    Optional<Claim> response(Lookup lookup, CatalogueEntry entry, Source source, InetSocketAddress sender) {
        Optional<Endpoint> spoke = preference.provenBy(entry.record(), sender.getAddress());
        if (spoke.isPresent() && checks.apply(entry.key()).acceptsProofAlone()) {
            accept(lookup, entry, source, spoke.get(), ProofKind.RESPONSE);
            return Optional.empty();
        }
        return claim(lookup, entry, source, sender, spoke.isPresent() ? ProofKind.RESPONSE : null);
    }

    /**
     * A record that is to be verified for a lookup; none if that is under way already.
     *
     * @param source the way by which the lookup was told
     */
    Optional<Claim> claim(Lookup lookup, CatalogueEntry entry, Source source) {
        return claim(lookup, entry, source, entry.sender(), null);
    }

    private Optional<Claim> claim(
            Lookup lookup,
            CatalogueEntry entry,
            Source source,
            @Nullable InetSocketAddress sender,
            @Nullable ProofKind proof) {
        if (!lookup.claim(entry)) {
            return Optional.empty();
        }
        List<Endpoint> endpoints = preference.order(entry.record(), sender == null ? null : sender.getAddress());
        return Optional.of(new Claim(lookup, entry, source, nonces(entry, endpoints), proof, endpoints));
    }

    /** Probes every address of the claim and waits for the first proof, which is then part of the claim. */
    public CompletionStage<?> probe(Exchange exchange) {
        Claim claim = exchange.getMessage().getBody(Claim.class);
        if (claim.proof() != null) {
            return CompletableFuture.completedFuture(claim);
        }
        int attempt = exchange.getMessage().getHeader(Exchange.REDELIVERY_COUNTER, 0, Integer.class);
        return Race.first(claim.nonces().keySet().stream()
                .map(address -> probe(claim, address, attempt))
                .toList());
    }

    /** The claim proven at that address: the nonce went there alone. */
    private CompletableFuture<Claim> probe(Claim claim, InetAddress address, int attempt) {
        ServiceRecord record = claim.entry().record();
        Nonce nonce = Objects.requireNonNull(claim.nonces().get(address));
        CompletableFuture<CatalogueEntry> proof =
                proofs.await(new Awaited(nonce, record.key()), patience.after(attempt));
        InetSocketAddress peer = new InetSocketAddress(address, record.probePort());
        String token = signer.sign(new Probe(record.service(), record.instance(), nonce, clock.instant()));
        mailer.send(token, peer);
        if (attempt > 0) {
            streams.ask(peer, token);
        }
        return proof.thenApply(
                entry -> claim.proven(entry, ProofKind.PROBE, preference.order(entry.record(), address)));
    }

    /** Looks whether the endpoint answers as well, where that is asked for; the claim keeps the endpoint that did. */
    public CompletionStage<?> checkEndpoint(Exchange exchange) {
        Claim claim = exchange.getMessage().getBody(Claim.class);
        EndpointCheck check = checks.apply(claim.entry().key());
        return check.first(claim.endpoints())
                .thenApply(endpoint -> claim.proven(
                        claim.entry(), check.kind(Objects.requireNonNull(claim.proof())), List.of(endpoint)));
    }

    /** Hands the proven claim to its lookup. */
    public void accept(Exchange exchange) {
        Claim claim = exchange.getMessage().getBody(Claim.class);
        accept(claim.lookup(), claim.entry(), claim.source(), claim.endpoints().get(0), claim.proof());
    }

    /** Notes that the claim was not proven: its record is not used until it is received again. */
    public void reject(Exchange exchange) {
        Claim claim = exchange.getMessage().getBody(Claim.class);
        ServiceRecord record = claim.entry().record();
        if (claim.lookup().hasProven(record.instance())) {
            return;
        }
        catalogue.failed(record.key(), record.sequence());
        claim.lookup()
                .unproven(
                        claim.entry(),
                        record.key() + " is known from "
                                + claim.entry().source().label()
                                + (record.probePort() == 0
                                        ? " but its record names no port to prove it at"
                                        : " but does not answer at "
                                                + claim.endpoints().get(0)));
    }

    /** Passes a proof to the claim that waits for it. */
    public void acceptProof(Exchange exchange) {
        Proof proof = MessageContext.message(exchange, Proof.class);
        CatalogueEntry entry = MessageContext.entry(exchange);
        if (entry != null) {
            proofs.offer(Awaited.by(proof), entry);
        }
    }

    /** Whether a claim waits for this proof. */
    public boolean awaits(Proven proof) {
        return proofs.isAwaited(Awaited.by(proof));
    }

    /** A nonce for each address that is probed; none if the announcer answers no probes. */
    private Map<InetAddress, Nonce> nonces(CatalogueEntry entry, List<Endpoint> endpoints) {
        return entry.record().probePort() == 0
                ? Map.of()
                : endpoints.stream()
                        .map(Endpoint::address)
                        .distinct()
                        .limit(MAX_ADDRESSES)
                        .collect(Collectors.toMap(address -> address, address -> Nonce.random(random)));
    }

    private void accept(
            Lookup lookup, CatalogueEntry entry, Source source, Endpoint endpoint, @Nullable ProofKind proof) {
        ProofKind kind = proof == null ? ProofKind.PROBE : proof;
        catalogue.proven(entry.key(), entry.record().sequence(), endpoint, kind);
        lookup.proven(entry, source, endpoint, kind);
    }
}
