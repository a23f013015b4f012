package io.cameldiscovery.examples;

import static io.cameldiscovery.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.testing.FreePort;
import io.cameldiscovery.testing.TestApplication;
import io.cameldiscovery.testing.TestLan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What examples/file-drop/README.md promises. */
class FileDropTest {

    @RegisterExtension
    private final TestLan lan = new TestLan();

    @BeforeEach
    void openTheLan() {
        lan.key("server", "*");
        lan.key("client", "*");
    }

    @Test
    void deliversEveryFileAsItWasDroppedWhileTheServerMoves() throws IOException {
        Map<String, byte[]> dropped = new TreeMap<>();
        TestApplication client = client();
        try (TestApplication here = server()) {
            drop(dropped, "a", 10);
            eventually(() -> assertThat(names("received")).isNotEmpty());
            drop(dropped, "b", 10);
            assertThat(here.context().isStarted()).isTrue();
        }
        drop(dropped, "c", 5);
        try (TestApplication there = server()) {
            drop(dropped, "d", 5);
            eventually(() -> assertThat(names("delivered")).containsExactlyElementsOf(dropped.keySet()));
            assertThat(there.context().isStarted()).isTrue();
        }
        assertThat(names("inbox")).isEmpty();
        assertThat(names("rejected")).isEmpty();
        assertSame("received", dropped);
        assertSame("delivered", dropped);
        assertThat(client.context().isStarted()).isTrue();
    }

    @Test
    void keepsFilesInTheInboxWhileNobodyIsThere() throws IOException {
        Map<String, byte[]> dropped = new TreeMap<>();
        try (TestApplication client = client()) {
            drop(dropped, "early", 2);
            eventually(() -> assertThat(lan.directory().resolve("inbox")).isNotEmptyDirectory());
            assertThat(client.context().isStarted()).isTrue();
        }
        assertThat(names("inbox")).containsAll(dropped.keySet());
        assertThat(names("delivered")).isEmpty();

        try (TestApplication client = client();
                TestApplication server = server()) {
            eventually(() -> assertThat(names("delivered")).containsExactlyElementsOf(dropped.keySet()));
            assertSame("received", dropped);
            assertThat(client.context().isStarted()).isTrue();
            assertThat(server.context().isStarted()).isTrue();
        }
    }

    @Test
    void putsWhatTheServerRefusesIntoAFolderOfItsOwn() throws IOException {
        TestApplication client = client();
        TestApplication server = server();
        put("empty.txt", new byte[0]);

        eventually(() -> assertThat(names("rejected")).containsExactly("empty.txt"));
        eventually(() -> assertThat(names("inbox")).isEmpty());
        assertThat(names("received")).isEmpty();
        assertThat(names("delivered")).isEmpty();
        assertThat(client.context().isStarted()).isTrue();
        assertThat(server.context().isStarted()).isTrue();
    }

    private TestApplication client() {
        return Example.application(lan, "client", "file-drop/client")
                .with("file-drop.inbox", lan.directory().resolve("inbox"))
                .with("file-drop.look-every", 20)
                .with("discovery.resolver.timeout", "500ms")
                .start();
    }

    /** The same server, each time at another port. */
    private TestApplication server() {
        return Example.application(lan, "server", "file-drop/server")
                .with("camel.server.host", "127.0.0.1")
                .with("camel.server.port", FreePort.tcp())
                .with("server.received", lan.directory().resolve("received"))
                .start();
    }

    private void drop(Map<String, byte[]> dropped, String series, int count) throws IOException {
        Random random = new Random(series.hashCode());
        for (int i = 0; i < count; i++) {
            byte[] content = new byte[1 + random.nextInt(100_000)];
            random.nextBytes(content);
            String name = series + "-" + i + ".bin";
            put(name, content);
            dropped.put(name, content);
        }
    }

    private void put(String name, byte[] content) throws IOException {
        Path inbox = Files.createDirectories(lan.directory().resolve("inbox"));
        Path draft = Files.write(inbox.resolve("." + name), content);
        Files.move(draft, inbox.resolve(name));
    }

    private Stream<Path> files(String folder) throws IOException {
        Path place = Files.createDirectories(lan.directory().resolve(folder));
        return Files.list(place).filter(file -> !file.getFileName().toString().startsWith("."));
    }

    private List<String> names(String folder) throws IOException {
        try (Stream<Path> files = files(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.endsWith(".camelLock"))
                    .sorted()
                    .toList();
        }
    }

    private void assertSame(String folder, Map<String, byte[]> dropped) throws IOException {
        assertThat(names(folder)).containsExactlyElementsOf(dropped.keySet());
        for (String name : names(folder)) {
            assertThat(lan.directory().resolve(folder).resolve(name)).hasBinaryContent(dropped.get(name));
        }
    }
}
