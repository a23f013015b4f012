package io.cameldiscovery.registry.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.options.OptionsUtil;
import org.jspecify.annotations.Nullable;

/**
 * Names in etcd: {@code <prefix>/v1/lease/<service>/<instance>}, and {@code <prefix>/v1/drain/<service>/<instance>} for
 * the instances that operators take out of use; and {@code <prefix>/v1/tried}. The version is that of the values below
 * it. Neither name can contain a slash.
 */
final class EtcdKeys {

    private final String leases;
    private final String drains;
    private final String tried;

    EtcdKeys(String prefix) {
        this.leases = prefix + "/v1/lease/";
        this.drains = prefix + "/v1/drain/";
        this.tried = prefix + "/v1/tried";
    }

    /** The start of the range of all keys; drains come before leases. */
    ByteSequence first() {
        return ByteSequence.from(drains, UTF_8);
    }

    /** The end of the range of drains, and the start of that of leases. */
    ByteSequence endOfDrains() {
        return OptionsUtil.prefixEndOf(first());
    }

    /** The end of the range of all keys. */
    ByteSequence end() {
        return OptionsUtil.prefixEndOf(ByteSequence.from(leases, UTF_8));
    }

    ByteSequence of(ServiceRecord.Key key) {
        return ByteSequence.from(leases + key.service() + "/" + key.instance(), UTF_8);
    }

    ByteSequence ofDrain(ServiceRecord.Key key) {
        return ByteSequence.from(drains + key.service() + "/" + key.instance(), UTF_8);
    }

    /** What is written to see whether that is possible; those who follow leases and drains do not hear of it. */
    ByteSequence tried() {
        return ByteSequence.from(tried, UTF_8);
    }

    /** Null if it is no name of a lease. */
    ServiceRecord.@Nullable Key parse(ByteSequence name) {
        return parse(name, leases);
    }

    /** Null if it is no name of a drain. */
    ServiceRecord.@Nullable Key parseDrain(ByteSequence name) {
        return parse(name, drains);
    }

    private static ServiceRecord.@Nullable Key parse(ByteSequence name, String prefix) {
        String text = name.toString(UTF_8);
        int slash = text.indexOf('/', prefix.length());
        if (!text.startsWith(prefix) || slash < 0) {
            return null;
        }
        try {
            return new ServiceRecord.Key(
                    new ServiceName(text.substring(prefix.length(), slash)), new InstanceId(text.substring(slash + 1)));
        } catch (IllegalArgumentException foreign) {
            return null;
        }
    }
}
