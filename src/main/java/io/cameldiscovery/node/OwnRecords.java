package io.cameldiscovery.node;

import io.cameldiscovery.catalogue.EndpointTemplate;
import io.cameldiscovery.catalogue.Offer;
import io.cameldiscovery.catalogue.OwnInstances;
import io.cameldiscovery.lan.AnnouncedAddresses;
import io.cameldiscovery.lan.LanSocket;
import io.cameldiscovery.message.DiscoveryMessage.Response;
import io.cameldiscovery.message.Nonce;
import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.settings.ConfigurationException;
import io.cameldiscovery.settings.Settings;
import io.cameldiscovery.settings.StateDirectory;
import io.cameldiscovery.token.TokenSigner;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this node states about itself: made of the settings, kept with its addresses, and small enough to be heard. */
final class OwnRecords {

    private static final Logger LOG = LoggerFactory.getLogger(OwnRecords.class);

    /** For a look at the size of a record, which does not depend on it. */
    private static final Duration ANY_LIFETIME = Duration.ofMinutes(1);

    private final OwnInstances own;
    private final LanSocket lan;
    private final TokenSigner signer;
    private final SecureRandom random;
    /** Whether this node was started for this host alone. */
    private final boolean onLoopback;

    private OwnRecords(OwnInstances own, LanSocket lan, TokenSigner signer, SecureRandom random) {
        this.own = own;
        this.lan = lan;
        this.signer = signer;
        this.random = random;
        this.onLoopback = AnnouncedAddresses.areLoopback(AnnouncedAddresses.announced(lan.interfaces()));
    }

    /** @param offers whether the services of the settings are offered */
    static OwnRecords of(
            Settings settings,
            boolean offers,
            StateDirectory state,
            LanSocket lan,
            TokenSigner signer,
            SecureRandom random,
            Clock wall) {
        InstanceId instance = settings.optional("discovery.instance")
                .map(text -> settings.parse("discovery.instance", "an instance id", value -> new InstanceId(text)))
                .orElseGet(() -> state.instance(random));
        OwnInstances own = new OwnInstances(
                instance,
                state.nextEpoch(wall),
                settings.optional("discovery.region").orElse(null),
                wall);
        if (offers) {
            settings.services().forEach((name, metadata) -> own.offer(offer(settings, name, metadata)));
        }
        own.reachedAt(AnnouncedAddresses.announced(lan.interfaces()), lan.localPort());
        return new OwnRecords(own, lan, signer, random);
    }

    OwnInstances instances() {
        return own;
    }

    /** Whether what this node states changed with its addresses. */
    boolean followAddresses() {
        List<InetAddress> addresses = AnnouncedAddresses.announced(lan.interfaces());
        if (AnnouncedAddresses.areLoopback(addresses) && !onLoopback) {
            // The cable is out: nobody hears of it, and to nobody is this host at 127.0.0.1.
            return false;
        }
        boolean changed = own.reachedAt(addresses, lan.localPort());
        if (changed) {
            warnOfExcess();
        }
        return changed;
    }

    /**
     * A record that does not fit a datagram could never be heard: better to know at once. Signs, and so waits for the
     * signature engine, which loads while Camel starts.
     *
     * @throws ConfigurationException if a record of this node does not fit
     */
    void requireFit() {
        own.records(ANY_LIFETIME).forEach(record -> {
            int excess = excess(record);
            if (excess > 0) {
                throw new ConfigurationException("the record of '" + record.service() + "' is " + excess
                        + " octets too large for a datagram: shorten its endpoints or metadata, or name fewer"
                        + " interfaces in discovery.lan.interfaces");
            }
        });
    }

    /** By how many octets the longest message with that record is too long: a response, with its nonce. */
    private int excess(ServiceRecord record) {
        return signer.sign(new Response(record, Nonce.random(random))).length() - TokenSigner.MAX_DATAGRAM;
    }

    /** Addresses that come later can make a record too large; that is no reason to stop, but its operator must know. */
    private void warnOfExcess() {
        own.records(ANY_LIFETIME).stream()
                .filter(record -> excess(record) > 0)
                .forEach(record -> LOG.warn(
                        "With its new addresses the record of '{}' is too large for a datagram and will not be heard: name fewer"
                                + " interfaces in discovery.lan.interfaces",
                        record.service()));
    }

    private static Offer offer(Settings settings, String name, Map<String, String> metadata) {
        try {
            List<EndpointTemplate> endpoints = settings.endpointsOf(name).stream()
                    .map(EndpointTemplate::new)
                    .toList();
            return new Offer(new ServiceName(name), endpoints, metadata);
        } catch (IllegalArgumentException refused) {
            throw new ConfigurationException("discovery.service." + name + ".*: " + refused.getMessage(), refused);
        }
    }
}
