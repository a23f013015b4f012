package io.cameldiscovery.bench;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The yardstick of the lookup bench: Netty that answers a path with the octets of a file, with the registry's headers. */
public final class RawHttp {

    private RawHttp() {}

    /** Arguments: the directory of {@link RegistryOnLoopback}, and a free port. Runs until killed. */
    public static void main(String[] args) throws Exception {
        Map<String, ByteBuf> answers = new HashMap<>();
        for (String service : new String[] {"one", "ten"}) {
            byte[] octets = Files.readAllBytes(Path.of(args[0], service));
            answers.put("/v1/services/" + service, Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(octets)));
        }
        new ServerBootstrap()
                .group(new NioEventLoopGroup(1))
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(new HttpServerCodec(), new Answerer(answers));
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), Integer.parseInt(args[1]))
                .sync();
        System.out.println("ready");
        Thread.currentThread().join();
    }

    private static final class Answerer extends SimpleChannelInboundHandler<Object> {

        private final Map<String, ByteBuf> answers;
        private String path = "";

        Answerer(Map<String, ByteBuf> answers) {
            this.answers = answers;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, Object part) {
            if (part instanceof HttpRequest request) {
                path = request.uri();
            }
            if (part instanceof LastHttpContent) {
                ByteBuf body = answers.get(path).duplicate();
                var answer = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, body);
                answer.headers()
                        .set("Content-Type", "application/json")
                        .set("Cache-Control", "no-cache")
                        .set("ETag", "W/\"0123456789abcdef\"")
                        .set("X-Content-Type-Options", "nosniff")
                        .set("X-Discovery-Index", "1772366400000000")
                        .set("Content-Length", body.readableBytes());
                context.write(answer, context.voidPromise());
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable left) {
            context.close();
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }
    }
}
