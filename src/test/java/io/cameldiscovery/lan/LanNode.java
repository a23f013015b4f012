package io.cameldiscovery.lan;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.cameldiscovery.timing.MonotonicClock;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.nio.NioEventLoopGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Properties;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.netty.NettyConstants;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;

/** A node with nothing but its two LAN sockets, run by Camel from {@code hear-lan.camel.yaml}. */
final class LanNode implements AutoCloseable {

    private static final String ROUTES = "classpath:lan/hear-lan.camel.yaml";

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final NioEventLoopGroup workers = new NioEventLoopGroup(2);
    private final LanSocket lan;
    private final Queue<Heard> fromGroup = new ConcurrentLinkedQueue<>();
    private final Queue<Heard> alone = new ConcurrentLinkedQueue<>();
    private BiConsumer<LanSocket, Heard> onGroup = (socket, heard) -> fromGroup.add(heard);
    private Consumer<Heard> onAnswer = alone::add;
    private Consumer<InterfaceChange> onChange = change -> {};

    LanNode(LanSettings options, InterfaceRules rules) {
        this(options, new InterfaceWatcher(InterfaceSource.system(), rules));
    }

    LanNode(LanSettings options, InterfaceWatcher watcher) {
        lan = new LanSocket(
                options,
                DatagramFilter.tokens(DatagramFilter.MAX_LENGTH),
                watcher,
                PortReservation.reserve(0),
                MonotonicClock.system());
        camel.getPropertiesComponent().setInitialProperties(settings(options.port()));
        camel.getRegistry().bind("lanGroup", lan.groupSocket());
        camel.getRegistry().bind("lanUnicast", lan.unicastSocket());
        camel.getRegistry().bind("lanWorkers", workers);
    }

    /** A node on the loopback interface only. */
    static LanNode onLoopback(int port) {
        return new LanNode(
                LanSettings.defaults().onPort(port),
                new InterfaceRules(List.of("lo"), InterfaceRules.DEFAULT_EXCLUDES));
    }

    LanNode whenHeard(BiConsumer<LanSocket, Heard> reaction) {
        onGroup = reaction;
        return this;
    }

    LanNode whenAnswered(Consumer<Heard> reaction) {
        onAnswer = reaction;
        return this;
    }

    LanNode whenChanged(Consumer<InterfaceChange> reaction) {
        onChange = reaction;
        return this;
    }

    LanNode start() throws Exception {
        bind("heardFromGroup", exchange -> onGroup.accept(lan, Heard.in(exchange.getMessage())));
        bind("heardAlone", exchange -> onAnswer.accept(Heard.in(exchange.getMessage())));
        bind("refreshLan", exchange -> lan.refresh().ifPresent(onChange));
        PluginHelper.getRoutesLoader(camel)
                .loadRoutes(PluginHelper.getResourceLoader(camel).resolveResource(ROUTES));
        camel.start();
        return this;
    }

    LanSocket lan() {
        return lan;
    }

    Queue<Heard> heardFromGroup() {
        return fromGroup;
    }

    Queue<Heard> heardAlone() {
        return alone;
    }

    DefaultCamelContext camel() {
        return camel;
    }

    @Override
    public void close() throws IOException {
        camel.close();
        lan.close();
        workers.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private void bind(String name, Processor processor) {
        camel.getRegistry().bind(name, processor);
    }

    private Properties settings(int port) {
        Properties settings = new Properties();
        settings.setProperty("lan.port", Integer.toString(port));
        settings.setProperty("lan.unicast-port", Integer.toString(lan.localPort()));
        return settings;
    }

    record Heard(String text, InetSocketAddress from, ChannelPipeline pipeline) {

        static Heard in(Message message) {
            return new Heard(
                    new String(message.getBody(byte[].class), US_ASCII),
                    message.getHeader(NettyConstants.NETTY_REMOTE_ADDRESS, InetSocketAddress.class),
                    message.getHeader(NettyConstants.NETTY_CHANNEL_HANDLER_CONTEXT, ChannelHandlerContext.class)
                            .pipeline());
        }
    }
}
