package io.cameldiscovery.steps;

import io.cameldiscovery.catalogue.OwnInstances;
import io.cameldiscovery.message.DiscoveryMessage.Response;
import io.cameldiscovery.message.Nonce;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.settings.ConfigurationException;
import io.cameldiscovery.token.TokenSigner;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether what this node states about itself fits a datagram: a record that does not could never be heard. */
public final class RecordSize {

    private static final Logger LOG = LoggerFactory.getLogger(RecordSize.class);

    /** The size of a record does not depend on it. */
    private static final Duration ANY_LIFETIME = Duration.ofMinutes(1);

    private final OwnInstances own;
    private final TokenSigner signer;
    private final RandomGenerator random;

    public RecordSize(OwnInstances own, TokenSigner signer, RandomGenerator random) {
        this.own = own;
        this.signer = signer;
        this.random = random;
    }

    /**
     * Better to know at the start. Signs, and so waits for the signature engine, which loads while Camel starts.
     *
     * @throws ConfigurationException if a record of this node does not fit
     */
    public void requireFit() {
        own.records(ANY_LIFETIME).forEach(record -> {
            int excess = excess(record);
            if (excess > 0) {
                throw new ConfigurationException("the record of '" + record.service() + "' is " + excess
                        + " octets too large for a datagram: shorten its endpoints or metadata, or name fewer"
                        + " interfaces in discovery.lan.interfaces");
            }
        });
    }

    /** Addresses that come later can make a record too large; that is no reason to stop, but its operator must know. */
    void warnOfExcess() {
        own.records(ANY_LIFETIME).stream()
                .filter(record -> excess(record) > 0)
                .forEach(record -> LOG.warn(
                        "With its new addresses the record of '{}' is too large for a datagram and will not be heard: name fewer"
                                + " interfaces in discovery.lan.interfaces",
                        record.service()));
    }

    /** By how many octets the longest message with that record is too long: a response, with its nonce. */
    private int excess(ServiceRecord record) {
        return signer.sign(new Response(record, Nonce.random(random))).length() - TokenSigner.MAX_DATAGRAM;
    }
}
