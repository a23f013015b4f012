package io.cameldiscovery.lan;

import java.util.concurrent.atomic.LongAdder;

/** The running counts behind {@link LanCounters}. */
final class LanMeter {

    final LongAdder received = new LongAdder();
    final LongAdder foreign = new LongAdder();
    final LongAdder unanswerable = new LongAdder();
    final LongAdder failures = new LongAdder();
    final LongAdder sent = new LongAdder();
    final LongAdder unsent = new LongAdder();

    LanCounters read() {
        return new LanCounters(
                received.sum(), foreign.sum(), unanswerable.sum(), failures.sum(), sent.sum(), unsent.sum());
    }
}
