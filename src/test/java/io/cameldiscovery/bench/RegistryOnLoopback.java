package io.cameldiscovery.bench;

import io.cameldiscovery.message.DiscoveryMessage.Announcement;
import io.cameldiscovery.record.Endpoint;
import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.Sequence;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.settings.Role;
import io.cameldiscovery.testing.TestLan;
import io.cameldiscovery.testing.TestNode;
import io.cameldiscovery.token.EncryptionKeys;
import io.cameldiscovery.token.NodeKey;
import io.cameldiscovery.token.SignatureEngine;
import io.cameldiscovery.token.TokenSigner;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A registry with the services {@code one} and {@code ten}, which have so many instances, for a load generator to ask. */
public final class RegistryOnLoopback {

    private RegistryOnLoopback() {}

    /** Arguments: an empty directory, and a free port. Writes each answer into the directory; runs until killed. */
    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[0]);
        String registry = "http://127.0.0.1:" + args[1] + "/v1/services/";
        TestLan lan = new TestLan(directory);
        TokenSigner signer = new TokenSigner(
                NodeKey.load(lan.key("servers", "*")), EncryptionKeys.none(), SignatureEngine.preferred());
        TestNode unused = lan.node("registry", Role.REGISTRY)
                .with("discovery.registry.port", args[1])
                // All load comes from one address.
                .with("discovery.registry.lookup-rate", 0)
                .with("discovery.registry.registration-rate", 0)
                .start();
        HttpClient client = HttpClient.newHttpClient();
        for (Map.Entry<String, Integer> service : Map.of("one", 1, "ten", 10).entrySet()) {
            for (int i = 0; i < service.getValue(); i++) {
                String token = signer.sign(new Announcement(record(service.getKey(), "instance-" + i)));
                HttpRequest put = HttpRequest.newBuilder(
                                URI.create(registry + service.getKey() + "/instances/instance-" + i))
                        .header("Content-Type", "application/jwt")
                        .PUT(BodyPublishers.ofString(token))
                        .build();
                HttpResponse<String> answer = client.send(put, BodyHandlers.ofString());
                if (answer.statusCode() != 201) {
                    throw new IllegalStateException(answer.body());
                }
            }
            HttpRequest get = HttpRequest.newBuilder(URI.create(registry + service.getKey()))
                    .build();
            Files.writeString(
                    directory.resolve(service.getKey()),
                    client.send(get, BodyHandlers.ofString()).body());
        }
        System.out.println("ready");
        Thread.currentThread().join();
    }

    private static ServiceRecord record(String service, String instance) {
        return new ServiceRecord(
                new ServiceName(service),
                new InstanceId(instance),
                List.of(Endpoint.parse("http://10.7.0.5:8080/api")),
                9000,
                new Sequence(1, 0),
                Instant.now(),
                Instant.now().plusSeconds(1800),
                ServiceRecord.metadata(Map.of("version", "1.4")),
                "eu");
    }
}
