package io.cameldiscovery.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.cameldiscovery.catalogue.EndpointTemplate;
import io.cameldiscovery.catalogue.Offer;
import io.cameldiscovery.catalogue.OwnInstances;
import io.cameldiscovery.message.DiscoveryMessage.Query;
import io.cameldiscovery.message.DiscoveryMessage.Response;
import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.token.EncryptionKeys;
import io.cameldiscovery.token.NodeKey;
import io.cameldiscovery.token.SignatureEngine;
import io.cameldiscovery.token.TokenSigner;
import io.cameldiscovery.token.TokenVerifier;
import io.cameldiscovery.token.TrustFile;
import io.cameldiscovery.token.Verdict;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The yardstick of the responder bench: Netty and this product's cryptography and claims, and nothing else. No Camel, no
 * rate limit, no replay window, no repetition.
 */
public final class RawResponder {

    private RawResponder() {}

    /** Arguments: keys directory, UDP port on loopback. Runs until killed. */
    public static void main(String[] args) throws Exception {
        Path keys = Path.of(args[0]);
        SignatureEngine engine = SignatureEngine.preferred();
        TokenSigner signer = new TokenSigner(NodeKey.load(keys.resolve("node.jwk")), EncryptionKeys.none(), engine);
        TokenVerifier verifier = new TokenVerifier(
                new TrustFile(keys.resolve("trust.jwks"), System::nanoTime),
                EncryptionKeys.none(),
                engine,
                Clock.systemUTC(),
                Duration.ofSeconds(30));
        OwnInstances own = new OwnInstances(new InstanceId("raw"), 1, null, Clock.systemUTC());
        ServiceName orders = new ServiceName("orders");
        own.offer(new Offer(orders, List.of(new EndpointTemplate("http://{address}:8080/")), Map.of()));
        own.reachedAt(List.of(InetAddress.getLoopbackAddress()), Integer.parseInt(args[1]));
        new Bootstrap()
                .group(new NioEventLoopGroup(1))
                .channel(NioDatagramChannel.class)
                .option(ChannelOption.SO_RCVBUF, 4 << 20)
                .option(ChannelOption.RCVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(2048))
                .handler(new SimpleChannelInboundHandler<DatagramPacket>() {
                    @Override
                    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
                        Verdict verdict = verifier.verify(ByteBufUtil.getBytes(packet.content()));
                        if (verdict instanceof Verdict.Trusted trusted && trusted.message() instanceof Query query) {
                            own.record(query.service(), Duration.ofSeconds(90))
                                    .map(record -> signer.sign(new Response(record, query.nonce())))
                                    .ifPresent(token -> context.writeAndFlush(new DatagramPacket(
                                            Unpooled.wrappedBuffer(token.getBytes(US_ASCII)), packet.sender())));
                        }
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), Integer.parseInt(args[1]))
                .sync();
        System.out.println("ready " + engine.name());
        Thread.currentThread().join();
    }
}
