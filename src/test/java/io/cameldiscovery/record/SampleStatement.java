package io.cameldiscovery.record;

import io.cameldiscovery.message.DiscoveryMessage.Announcement;
import io.cameldiscovery.message.DiscoveryMessage.Goodbye;
import io.cameldiscovery.message.DiscoveryMessage.Statement;
import io.cameldiscovery.testing.HandClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A record or goodbye of the instance orders/a, told in words: {@code RECORD.number(4).by("other")}. */
public record SampleStatement(
        boolean goodbye, long epoch, long number, long issuedAfter, String keyId, String host, String zone) {

    public static final ServiceRecord.Key INSTANCE =
            new ServiceRecord.Key(new ServiceName("orders"), new InstanceId("a"));

    /** How long each record lives. */
    public static final Duration LIFE = Duration.ofMinutes(10);

    static final SampleStatement RECORD = new SampleStatement(false, 3, 3, 0, "own", "10.7.0.5", "north");

    SampleStatement epoch(long other) {
        return new SampleStatement(goodbye, other, number, issuedAfter, keyId, host, zone);
    }

    SampleStatement number(long other) {
        return new SampleStatement(goodbye, epoch, other, issuedAfter, keyId, host, zone);
    }

    /** Signed so many seconds later, or earlier if it is negative. */
    SampleStatement later(long seconds) {
        return new SampleStatement(goodbye, epoch, number, issuedAfter + seconds, keyId, host, zone);
    }

    SampleStatement by(String otherKey) {
        return new SampleStatement(goodbye, epoch, number, issuedAfter, otherKey, host, zone);
    }

    SampleStatement at(String otherHost) {
        return new SampleStatement(goodbye, epoch, number, issuedAfter, keyId, otherHost, zone);
    }

    SampleStatement inZone(String otherZone) {
        return new SampleStatement(goodbye, epoch, number, issuedAfter, keyId, host, otherZone);
    }

    SampleStatement asGoodbye() {
        return new SampleStatement(true, epoch, number, issuedAfter, keyId, host, zone);
    }

    public ServiceRecord record() {
        return new ServiceRecord(
                INSTANCE.service(),
                INSTANCE.instance(),
                List.of(Endpoint.parse("http://" + host + ":8080/"), Endpoint.parse("http://[fd00::1]:8080/")),
                0,
                new Sequence(epoch, number),
                HandClock.START.plusSeconds(issuedAfter),
                HandClock.START.plusSeconds(issuedAfter).plus(LIFE),
                ServiceRecord.metadata(Map.of("zone", zone)),
                null);
    }

    public Statement message() {
        return goodbye ? new Goodbye(record()) : new Announcement(record());
    }

    public Version version() {
        return Version.of(record(), keyId);
    }

    @Override
    public String toString() {
        return (goodbye ? "goodbye " : "record ") + epoch + "." + number + " +" + issuedAfter + " by " + keyId + " at "
                + host + " in " + zone;
    }
}
