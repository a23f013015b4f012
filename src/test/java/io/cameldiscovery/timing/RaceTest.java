package io.cameldiscovery.timing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class RaceTest {

    private final CompletableFuture<String> one = new CompletableFuture<>();
    private final CompletableFuture<String> other = new CompletableFuture<>();

    @Test
    void isWonByTheFirstToArrive() {
        CompletableFuture<String> first = Race.first(List.of(one, other));

        other.complete("other");
        one.complete("one");

        assertThat(first).isCompletedWithValue("other");
    }

    @Test
    void goesOnWhileOneIsStillRunning() {
        CompletableFuture<String> first = Race.first(List.of(one, other));

        one.completeExceptionally(new IOException("lost"));
        assertThat(first).isNotDone();

        other.complete("other");
        assertThat(first).isCompletedWithValue("other");
    }

    @Test
    void failsAsTheLastOneDid() {
        CompletableFuture<String> first = Race.first(List.of(one, other));

        one.completeExceptionally(new IOException("first"));
        other.completeExceptionally(new IOException("last"));

        assertThat(first).isCompletedExceptionally();
        assertThat(first.handle((value, failure) -> failure).join()).hasMessageContaining("last");
    }

    @Test
    void isOverAtOnceWithoutRunners() {
        assertThat(Race.first(List.of()).handle((value, failure) -> failure).join())
                .isInstanceOf(TimeoutException.class);
    }
}
