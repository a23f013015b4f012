package io.cameldiscovery.lan;

import io.netty.channel.ChannelHandlerContext;
import org.apache.camel.component.netty.NettyConsumer;
import org.apache.camel.component.netty.handlers.ServerChannelHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Camel's handler, except that an exception caused by one datagram does not close the shared socket. */
final class EnduringHandler extends ServerChannelHandler {

    static final Logger LOG = LoggerFactory.getLogger(EnduringHandler.class);

    private final LanMeter meter;
    private final RareLog rareLog;

    EnduringHandler(NettyConsumer consumer, LanMeter meter, RareLog rareLog) {
        super(consumer);
        this.meter = meter;
        this.rareLog = rareLog;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        meter.failures.increment();
        rareLog.debug("Survived", cause);
    }
}
