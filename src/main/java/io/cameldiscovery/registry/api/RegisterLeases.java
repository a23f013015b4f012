package io.cameldiscovery.registry.api;

import io.cameldiscovery.registry.BulkRegistration;
import io.cameldiscovery.registry.Outcome;
import java.net.InetAddress;
import java.util.function.ObjIntConsumer;
import org.apache.camel.Exchange;

/** Registers the instances whose announcements are in the body, and answers with what became of each. */
public final class RegisterLeases extends TokenRequest {

    private final BulkRegistration registration;
    private final ObjIntConsumer<InetAddress> charge;

    /** @param charge counts the tokens of a source behind the first, for which its request was counted */
    public RegisterLeases(
            BulkRegistration registration,
            ObjIntConsumer<InetAddress> charge,
            ClientAddress askers,
            ForgedTokens forged) {
        super(askers, forged);
        this.registration = registration;
        this.charge = charge;
    }

    @Override
    Outcome outcome(Exchange exchange, InetAddress source) {
        Outcome outcome = registration.register(HttpReply.body(exchange));
        if (outcome instanceof Outcome.Each each && each.outcomes().size() > 1) {
            charge.accept(source, each.outcomes().size() - 1);
        }
        return outcome;
    }
}
