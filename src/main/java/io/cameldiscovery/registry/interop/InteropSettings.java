package io.cameldiscovery.registry.interop;

import io.cameldiscovery.registry.AccessSettings;
import io.cameldiscovery.settings.ConfigurationException;
import io.cameldiscovery.settings.Settings;
import java.util.Optional;

/**
 * Which tools of others are answered: {@code discovery.registry.consul.*}, {@code discovery.registry.prometheus.*}.
 *
 * @param datacenter what clients of Consul are told; nothing if they are not answered
 * @param prometheus whether Prometheus is answered
 */
public record InteropSettings(Optional<String> datacenter, boolean prometheus) {

    /**
     * @param access whether the registry shows what records say
     * @throws ConfigurationException naming the first setting that cannot be used
     */
    public static InteropSettings of(Settings settings, AccessSettings access) {
        String datacenter = settings.parse("discovery.registry.consul.datacenter", "a name such as dc1", text -> {
            if (!text.matches("[a-z0-9_-]{1,64}")) {
                throw new IllegalArgumentException("it has 1 to 64 of a-z, 0-9, - and _");
            }
            return text;
        });
        boolean consul = settings.flag("discovery.registry.consul.enabled");
        boolean prometheus = settings.flag("discovery.registry.prometheus.enabled");
        return new InteropSettings(
                Optional.of(datacenter).filter(name -> consul && access.disclose()), prometheus && access.disclose());
    }
}
