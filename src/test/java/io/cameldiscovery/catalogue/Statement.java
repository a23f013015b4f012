package io.cameldiscovery.catalogue;

import io.cameldiscovery.record.Endpoint;
import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.Sequence;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.testing.HandClock;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What an instance says, told in words: {@code Statement.of("orders", "a").sequence(5, 1).later(10).live()}. */
record Statement(
        String service, String instance, Sequence sequence, String endpoint, String key, Instant issued, long seconds) {

    static final InetSocketAddress SENDER = new InetSocketAddress(InetAddress.getLoopbackAddress(), 9797);

    /** Issued at the start of time for 90 seconds, as 1.0, signed by "key". */
    static Statement of(String service, String instance) {
        return new Statement(service, instance, new Sequence(1, 0), "http://10.7.0.5:8080", "key", HandClock.START, 90);
    }

    Statement sequence(long epoch, long number) {
        return new Statement(service, instance, new Sequence(epoch, number), endpoint, key, issued, seconds);
    }

    Statement at(String otherEndpoint) {
        return new Statement(service, instance, sequence, otherEndpoint, key, issued, seconds);
    }

    Statement signedBy(String otherKey) {
        return new Statement(service, instance, sequence, endpoint, otherKey, issued, seconds);
    }

    Statement later(long secondsLater) {
        return new Statement(service, instance, sequence, endpoint, key, issued.plusSeconds(secondsLater), seconds);
    }

    Statement lasting(long otherSeconds) {
        return new Statement(service, instance, sequence, endpoint, key, issued, otherSeconds);
    }

    /** As heard on the LAN just now. */
    Learned live() {
        return new Learned(record(), token(), key, Source.UDP, SENDER, true);
    }

    /** As told by a registry. */
    Learned stored() {
        return new Learned(record(), token(), key, Source.REGISTRY, null, false);
    }

    ServiceRecord record() {
        return new ServiceRecord(
                new ServiceName(service),
                new InstanceId(instance),
                List.of(Endpoint.parse(endpoint)),
                0,
                sequence,
                issued,
                issued.plus(Duration.ofSeconds(seconds)),
                ServiceRecord.metadata(Map.of()),
                null);
    }

    /** Of the shape of a token, and different for each statement. */
    String token() {
        return "eyJ." + service.replace('.', '-') + "_" + instance.replace('.', '-') + "_" + sequence.epoch() + "_"
                + sequence.number() + "_" + issued.getEpochSecond() + "." + key;
    }
}
