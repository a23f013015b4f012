package io.cameldiscovery.registry.dns;

import io.netty.channel.Channel;
import org.apache.camel.component.netty.DefaultServerInitializerFactory;
import org.apache.camel.component.netty.NettyConsumer;
import org.apache.camel.component.netty.ServerInitializerFactory;

/** Keeps the pipeline that Camel makes for a {@code netty} consumer, and changes it for DNS. */
abstract class DnsSockets extends ServerInitializerFactory {

    @Override
    public ServerInitializerFactory createPipelineFactory(NettyConsumer consumer) {
        return new DefaultServerInitializerFactory(consumer) {
            @Override
            protected void initChannel(Channel channel) throws Exception {
                super.initChannel(channel);
                prepare(channel, consumer);
            }
        };
    }

    /** Camel calls this on what {@link #createPipelineFactory} returns, never on the bean itself. */
    @Override
    protected void initChannel(Channel channel) {
        throw new UnsupportedOperationException("made for one consumer by createPipelineFactory");
    }

    /** Changes the pipeline of a new channel. */
    abstract void prepare(Channel channel, NettyConsumer consumer);
}
