package io.cameldiscovery.catalogue;

import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.record.Version;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A statement whose signature and authorization were verified, on its way into the catalogue.
 *
 * @param record what the instance states
 * @param token the signed statement as it came
 * @param keyId the key that signed it
 * @param source the road by which it came
 * @param sender where the datagram came from, or null if it was none
 * @param live whether it was made just now: it carried our nonce, or was heard as an announcement on the LAN. It then
 *     holds for its whole life time from now on, whatever the wall clock says; any other (from a registry, a relay, a
 *     file) for what the wall clock leaves of it
 */
public record Learned(
        ServiceRecord record,
        String token,
        String keyId,
        Source source,
        @Nullable InetSocketAddress sender,
        boolean live) {

    Version version() {
        return Version.of(record, keyId);
    }
}
