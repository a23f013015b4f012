package io.cameldiscovery.registry.dns;

import java.util.List;
import org.xbill.DNS.Record;

/**
 * The zone's content for a name.
 *
 * @param exists whether the name, or one below it, exists
 * @param answers records of the type that was asked for, of the very name that was asked for; in random order
 * @param additional what the asker will want to know next, in groups that are of use only whole
 */
record Finding(boolean exists, List<Record> answers, List<List<Record>> additional) {

    Finding {
        answers = List.copyOf(answers);
        additional = List.copyOf(additional);
    }

    static Finding of(List<? extends Record> answers) {
        return new Finding(true, List.copyOf(answers), List.of());
    }

    /** The name exists, but has no records of this type. */
    static Finding noData() {
        return new Finding(true, List.of(), List.of());
    }

    static Finding noName() {
        return new Finding(false, List.of(), List.of());
    }
}
