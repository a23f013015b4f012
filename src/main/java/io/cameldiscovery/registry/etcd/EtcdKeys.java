package io.cameldiscovery.registry.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.options.OptionsUtil;
import org.jspecify.annotations.Nullable;

/**
 * Names in etcd: {@code <prefix>/v1/lease/<service>/<instance>}. The version is that of the values below it. Neither
 * name can contain a slash.
 */
final class EtcdKeys {

    private final String leases;

    EtcdKeys(String prefix) {
        this.leases = prefix + "/v1/lease/";
    }

    /** What all of them begin with. */
    ByteSequence first() {
        return ByteSequence.from(leases, UTF_8);
    }

    /** What comes after all of them. */
    ByteSequence end() {
        return OptionsUtil.prefixEndOf(first());
    }

    ByteSequence of(ServiceRecord.Key key) {
        return ByteSequence.from(leases + key.service() + "/" + key.instance(), UTF_8);
    }

    /** Null if it is none of ours. */
    ServiceRecord.@Nullable Key parse(ByteSequence name) {
        String text = name.toString(UTF_8);
        int slash = text.indexOf('/', leases.length());
        if (!text.startsWith(leases) || slash < 0) {
            return null;
        }
        try {
            return new ServiceRecord.Key(
                    new ServiceName(text.substring(leases.length(), slash)), new InstanceId(text.substring(slash + 1)));
        } catch (IllegalArgumentException foreign) {
            return null;
        }
    }
}
