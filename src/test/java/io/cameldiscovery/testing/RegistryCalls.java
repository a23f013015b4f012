package io.cameldiscovery.testing;

import io.cameldiscovery.message.DiscoveryMessage.Announcement;
import io.cameldiscovery.message.DiscoveryMessage.Goodbye;
import io.cameldiscovery.message.DiscoveryMessage.Statement;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.registry.Leases;
import io.cameldiscovery.registry.Outcome;
import io.cameldiscovery.registry.RefusedRequestException;
import io.cameldiscovery.registry.Registry;
import io.cameldiscovery.registry.TokenAdmission;
import io.cameldiscovery.registry.TokenCheck;
import java.time.Duration;
import java.util.List;

/** A registry that is asked what its routes ask it, in their order, without Camel. */
public final class RegistryCalls {

    private final TokenAdmission admission;
    private final Registry registry;

    public RegistryCalls(TokenCheck check, Leases leases, Duration storeTimeout, Duration retryAfter) {
        this(check, new Registry(leases, storeTimeout, retryAfter));
    }

    public RegistryCalls(TokenCheck check, Registry registry) {
        this.admission = new TokenAdmission(check);
        this.registry = registry;
    }

    public Outcome lookUp(String service) {
        return registry.lookUp(service);
    }

    public Outcome register(String token, String service, String instance) {
        return outcome(() -> {
            TokenAdmission.Admitted admitted = admit(token, Announcement.class, service, instance);
            registry.pace(admitted);
            return registry.grant(admitted);
        });
    }

    public List<Outcome> register(List<String> tokens) {
        return registry.awaitEach(registry.grantEach(admission.decide(tokens, Announcement.class)))
                .outcomes();
    }

    public Outcome withdraw(String token, String service, String instance) {
        return outcome(() -> registry.end(admit(token, Goodbye.class, service, instance)));
    }

    public Outcome drain(String service, String instance) {
        return outcome(() -> registry.drain(Registry.named(service, instance)));
    }

    public Outcome undrain(String service, String instance) {
        return outcome(() -> registry.undrain(Registry.named(service, instance)));
    }

    private TokenAdmission.Admitted admit(
            String token, Class<? extends Statement> kind, String service, String instance)
            throws RefusedRequestException {
        ServiceRecord.Key path = Registry.named(service, instance);
        TokenAdmission.Admitted admitted = admission.admit(token, kind);
        admitted.requireAbout(path);
        return admitted;
    }

    private interface Call {
        Registry.Pending make() throws RefusedRequestException;
    }

    private Outcome outcome(Call call) {
        try {
            return registry.awaitDurable(call.make());
        } catch (RefusedRequestException refused) {
            return refused.refusal();
        }
    }
}
