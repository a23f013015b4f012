package io.cameldiscovery.camel;

import io.cameldiscovery.registry.BulkRegistration;
import io.cameldiscovery.registry.Outcome;

/** Registers the instances whose announcements are in the body, and answers with what became of each. */
public final class RegisterLeases extends LeaseRequest {

    private final BulkRegistration registration;

    public RegisterLeases(BulkRegistration registration) {
        this.registration = registration;
    }

    @Override
    Outcome outcome(String body, String service, String instance) {
        return registration.register(body);
    }
}
