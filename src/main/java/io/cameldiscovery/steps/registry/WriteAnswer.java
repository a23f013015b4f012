package io.cameldiscovery.steps.registry;

import io.cameldiscovery.registry.api.HttpAnswer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/** {@link WriteStatus} and the JSON in one step, for what is answered most. */
public final class WriteAnswer implements Processor {

    @Override
    public void process(Exchange exchange) {
        Message message = exchange.getMessage();
        HttpAnswer answer = WriteStatus.write(message);
        // Of octets the HTTP server knows the length, and sends them in one piece.
        message.setBody(ByteBuffer.wrap(answer.body().getBytes(StandardCharsets.UTF_8)));
    }
}
