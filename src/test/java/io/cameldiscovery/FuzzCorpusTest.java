package io.cameldiscovery;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.cameldiscovery.catalogue.CacheFileFuzz;
import io.cameldiscovery.message.MessageFuzz;
import io.cameldiscovery.registry.dns.DnsFuzz;
import io.cameldiscovery.registry.http.RequestFuzz;
import io.cameldiscovery.registry.store.LeaseFileFuzz;
import io.cameldiscovery.token.TokenFuzz;
import io.cameldiscovery.token.TrustFileFuzz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the targets of the fuzzer start from, and what it found: each input is tried once. */
class FuzzCorpusTest {

    private static final Path CORPUS = Path.of("src/test/resources/fuzz");

    private static final List<Target> TARGETS = List.of(
            new Target(MessageFuzz.class, MessageFuzz::fuzzerTestOneInput),
            new Target(TokenFuzz.class, TokenFuzz::fuzzerTestOneInput),
            new Target(TrustFileFuzz.class, TrustFileFuzz::fuzzerTestOneInput),
            new Target(CacheFileFuzz.class, CacheFileFuzz::fuzzerTestOneInput),
            new Target(DnsFuzz.class, DnsFuzz::fuzzerTestOneInput),
            new Target(RequestFuzz.class, RequestFuzz::fuzzerTestOneInput),
            new Target(LeaseFileFuzz.class, LeaseFileFuzz::fuzzerTestOneInput));

    private record Target(Class<?> type, Run run) {}

    @FunctionalInterface
    interface Run {
        void on(byte[] input) throws Exception;
    }

    static List<Arguments> inputs() throws IOException {
        List<Arguments> inputs = new ArrayList<>();
        for (Target target : TARGETS) {
            try (Stream<Path> files = Files.list(CORPUS.resolve(target.type().getName()))) {
                files.sorted()
                        .forEach(file -> inputs.add(arguments(
                                Named.of(target.type().getSimpleName(), target.run()),
                                Named.of(file.getFileName().toString(), file))));
            }
        }
        return inputs;
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("inputs")
    void holdsForWhatWasFoundBefore(Run target, Path input) throws Exception {
        target.on(Files.readAllBytes(input));
    }
}
