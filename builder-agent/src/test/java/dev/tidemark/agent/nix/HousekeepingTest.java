package dev.tidemark.agent.nix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.agent.build.BuildOutcome;
import dev.tidemark.agent.build.BuildTask;
import dev.tidemark.agent.build.CancelSignal;
import dev.tidemark.agent.process.Supervisor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With a script that collects when it is told to: it says that it has begun, and ends once somebody has said so. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class HousekeepingTest {

    @TempDir
    private Path folder;

    private final ReentrantReadWriteLock use = new ReentrantReadWriteLock();

    @SuppressWarnings("NullAway.Init") // Made before each test.
    private Housekeeping housekeeping;

    @BeforeEach
    void open() throws IOException {
        Path programs = Files.createDirectories(folder.resolve("bin"));
        Files.writeString(
                programs.resolve("nix-store"),
                "#!/bin/sh\necho begun >> '%1$s/collections'\nread -r word < '%1$s/end'\n".formatted(folder));
        Files.setPosixFilePermissions(programs.resolve("nix-store"), PosixFilePermissions.fromString("rwx------"));
        NixPrograms nix = new NixPrograms(
                Supervisor.in(folder),
                folder,
                Map.of("PATH", programs + ":" + System.getenv("PATH")),
                () -> "TAG=" + folder);
        housekeeping = new Housekeeping(
                new NixStore(nix, NixVersion.OLDEST, true),
                folder,
                new NixConfig.Room(Long.MAX_VALUE / 2, Long.MAX_VALUE / 2),
                use);
        assertThat(new ProcessBuilder("mkfifo", folder.resolve("end").toString())
                        .start()
                        .onExit()
                        .join()
                        .exitValue())
                .isZero();
    }

    @Test
    void nothing_is_collected_while_a_wave_is_prepared_and_then_again() throws Exception {
        try (Housekeeping.Hold hold = housekeeping.hold()) {
            beside(this::collect).get();
            assertThat(collections()).isEmpty();
        }
        CompletableFuture<Boolean> collecting = beside(this::collect);
        letEnd();
        collecting.get();
        assertThat(collections()).hasSize(1);
    }

    @Test
    void a_preparation_makes_room_first_and_waits_for_the_end_of_who_does() throws Exception {
        CompletableFuture<Boolean> alone = new CompletableFuture<>();
        KeptPreparation preparation = new KeptPreparation(
                (task, cancel) -> {
                    alone.complete(use.isWriteLocked());
                    return new BuildOutcome.Cancelled(Duration.ZERO);
                },
                housekeeping);
        CompletableFuture<Boolean> collecting = beside(this::collect);
        while (collections().isEmpty()) {
            Thread.onSpinWait();
        }
        CompletableFuture<BuildOutcome> prepared = beside(() -> preparation.execute(nothing(), new CancelSignal()));
        while (!use.hasQueuedThreads()) {
            Thread.onSpinWait();
        }
        assertThat(alone).isNotDone();

        letEnd();

        collecting.get();
        prepared.get();
        assertThat(alone).isCompletedWithValue(false);
        CompletableFuture<BuildOutcome> next = beside(() -> preparation.execute(nothing(), new CancelSignal()));
        letEnd();
        next.get();
        assertThat(collections()).hasSize(2);
    }

    @Test
    void a_preparation_that_waits_can_be_cancelled() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        KeptPreparation preparation = new KeptPreparation(
                (task, cancel) -> {
                    begun.countDown();
                    return new BuildOutcome.Cancelled(Duration.ZERO);
                },
                housekeeping);
        CompletableFuture<Boolean> collecting = beside(this::collect);
        while (collections().isEmpty()) {
            Thread.onSpinWait();
        }
        CancelSignal cancel = new CancelSignal();
        CompletableFuture<BuildOutcome> waiting = beside(() -> preparation.execute(nothing(), cancel));
        while (!use.hasQueuedThreads()) {
            Thread.onSpinWait();
        }

        cancel.give();

        assertThat(waiting.get()).isInstanceOf(BuildOutcome.Cancelled.class);
        assertThat(begun.getCount()).isEqualTo(1);
        letEnd();
        collecting.get();
    }

    /** In a thread of its own, as each build is. */
    private static <T> CompletableFuture<T> beside(Callable<T> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                done.complete(work.call());
            } catch (Exception e) {
                done.completeExceptionally(e);
            }
        });
        return done;
    }

    private BuildTask nothing() throws IOException {
        return TestJobs.csv(folder).task();
    }

    private boolean collect() throws InterruptedException {
        housekeeping.makeRoom(new CancelSignal());
        return true;
    }

    /** Waits until there is a collection, and lets it end. */
    private void letEnd() throws IOException {
        Files.writeString(folder.resolve("end"), "now\n");
    }

    private List<String> collections() throws IOException {
        Path begun = folder.resolve("collections");
        return Files.exists(begun) ? Files.readAllLines(begun) : List.of();
    }
}
