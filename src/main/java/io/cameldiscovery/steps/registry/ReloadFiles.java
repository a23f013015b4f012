package io.cameldiscovery.steps.registry;

import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Looks whether files have changed that are read again, since nobody may ask for what they say. */
public final class ReloadFiles implements Processor {

    private final List<Runnable> looks;

    /** @param looks one for each that is read again */
    public ReloadFiles(List<Runnable> looks) {
        this.looks = List.copyOf(looks);
    }

    @Override
    public void process(Exchange exchange) {
        looks.forEach(Runnable::run);
    }
}
