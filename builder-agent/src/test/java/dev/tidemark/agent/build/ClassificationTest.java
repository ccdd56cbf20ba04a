package dev.tidemark.agent.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.agent.process.CommandEnd;
import dev.tidemark.agent.sandbox.Enclosure.Excess;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whose doing a failure is, from what is known of it. */
final class ClassificationTest {

    private static final Limits LIMITS =
            new Limits(Duration.ofSeconds(90), Duration.ofMillis(300), 5_000, 1_000, 2_000, 4_000, 50);
    private static final Excess MEMORY = new Excess(Excess.Memory.YES, false);
    private static final Excess PERHAPS = new Excess(Excess.Memory.PERHAPS, false);

    private CommandEnd end = new CommandEnd.Exited(1);
    private String phase = "";
    private Optional<DeclaredFailure> declared = Optional.empty();
    private List<String> tail = List.of("make: *** [all] Error 1");
    private Excess excess = new Excess(Excess.Memory.NO, false);
    private boolean sandboxFailed;
    private boolean diskFull;
    private boolean diskBroken;
    private boolean foundNoRoom;
    private Classification.Downloads downloads = Classification.Downloads.NONE;

    @Test
    void a_recipe_that_ends_well_has_done_its_work_whatever_else_happened() {
        end = new CommandEnd.Exited(0);
        excess = MEMORY;
        diskFull = true;
        declared = DeclaredFailure.parse("refused");

        assertThat(verdict()).isEqualTo(new Verdict.Done());
    }

    @Test
    void nobody_wants_to_know_how_a_cancelled_recipe_ended() {
        end = new CommandEnd.Cancelled();
        diskBroken = true;

        assertThat(verdict()).isEqualTo(new Verdict.Cancelled());
    }

    @Test
    void a_recipe_that_fails_is_the_packages_failure_in_its_phase() {
        assertThat(verdict()).isEqualTo(failed(FailureKind.BUILD_FAILED, "the recipe ended with status 1"));
        phase = "compile";
        assertThat(verdict()).isEqualTo(failed(FailureKind.BUILD_FAILED, "the recipe ended with status 1"));
        phase = "test";
        assertThat(verdict()).isEqualTo(failed(FailureKind.TEST_FAILED, "the tests ended with status 1"));
        phase = "fetch";
        assertThat(verdict()).isEqualTo(failed(FailureKind.FETCH_FAILED, "the recipe ended with status 1"));
    }

    @Test
    void whatever_fails_in_a_recipe_that_is_there_to_download_is_a_failed_download() {
        downloads = Classification.Downloads.ALL;
        phase = "unpack";

        assertThat(kind()).isEqualTo(FailureKind.FETCH_FAILED);
    }

    @Test
    void what_may_download_on_its_way_has_failed_to_only_where_it_says_so() {
        downloads = Classification.Downloads.SOME;
        assertThat(kind()).isEqualTo(FailureKind.BUILD_FAILED);

        tail = List.of("curl: (6) Could not resolve host: example.org", "no news of zlib");
        assertThat(kind()).isEqualTo(FailureKind.FETCH_FAILED);
        tail = List.of("fatal: unable to access 'https://example.org/zlib/': Connection refused");
        assertThat(kind()).isEqualTo(FailureKind.FETCH_FAILED);

        tail = List.of("curl: (18) transfer closed with 1234 bytes remaining to read");
        assertThat(kind()).isEqualTo(FailureKind.FETCH_FAILED);
        tail = List.of("curl: (22) The requested URL returned error: 503");
        assertThat(kind()).isEqualTo(FailureKind.FETCH_FAILED);

        downloads = Classification.Downloads.NONE;
        assertThat(kind()).isEqualTo(FailureKind.BUILD_FAILED);
    }

    @Test
    void a_release_that_does_not_exist_is_no_failed_download() {
        downloads = Classification.Downloads.SOME;

        for (String said : List.of(
                "curl: (22) The requested URL returned error: 404",
                "error: cannot download zlib-9.tar.gz from any mirror",
                "fatal: unable to access 'https://example.org/zlib/': The requested URL returned error: 404",
                "error: unable to download 'https://example.org/zlib-9.tar.gz': HTTP error 410",
                "curl: (3) URL rejected: No host part in the URL")) {
            tail = List.of(said);
            assertThat(kind()).as(said).isEqualTo(FailureKind.BUILD_FAILED);
        }
        tail = List.of(
                "curl: (22) The requested URL returned error: 404",
                "curl: (6) Could not resolve host: mirror.example.org",
                "error: cannot download zlib-9.tar.gz from any mirror");
        assertThat(kind()).isEqualTo(FailureKind.FETCH_FAILED);
    }

    @Test
    void a_source_that_a_server_does_not_have_is_no_failed_download_in_a_fetch_either() {
        downloads = Classification.Downloads.ALL;
        phase = "fetch";
        for (String said : List.of(
                "curl: (22) The requested URL returned error: 404",
                "2026-11-30 18:50:39 ERROR 404: Not Found.",
                "fatal: unable to access 'https://example.org/zlib/': The requested URL returned error: 404")) {
            tail = List.of(said);
            assertThat(kind()).as(said).isEqualTo(FailureKind.BUILD_FAILED);
        }
        tail = List.of("curl: (22) The requested URL returned error: 429");
        assertThat(kind()).isEqualTo(FailureKind.FETCH_FAILED);
        tail = List.of(
                "curl: (22) The requested URL returned error: 404",
                "curl: (6) Could not resolve host: mirror.example.org");
        assertThat(kind()).as("a mirror may have it").isEqualTo(FailureKind.FETCH_FAILED);
    }

    @Test
    void a_recipe_that_was_stopped_failed_for_the_reason_that_stopped_it() {
        end = new CommandEnd.TimedOut();
        assertThat(verdict()).isEqualTo(failed(FailureKind.TIMED_OUT, "the recipe ran longer than 90 s"));
        end = new CommandEnd.Silent();
        assertThat(verdict()).isEqualTo(failed(FailureKind.SILENT, "the recipe printed nothing for 300 ms"));
        end = new CommandEnd.OutputRefused();
        assertThat(verdict()).isEqualTo(failed(FailureKind.LOG_LIMIT, "the recipe printed more than 5000 bytes"));
        end = new CommandEnd.WroteTooMuch(3_000);
        assertThat(verdict())
                .isEqualTo(failed(FailureKind.OUTPUT_LIMIT, "the recipe had 3000 bytes on the disk, 2000 are allowed"));
        end = new CommandEnd.OutputLost(new IOException("No space left on device"));
        assertThat(kind()).isEqualTo(FailureKind.AGENT_FAULT);
    }

    @Test
    void a_recipe_that_hangs_after_the_kernel_ended_a_part_of_it_was_out_of_memory() {
        excess = MEMORY;
        for (CommandEnd stopped : List.of(new CommandEnd.TimedOut(), new CommandEnd.Silent())) {
            end = stopped;
            assertThat(verdict())
                    .isEqualTo(failed(
                            FailureKind.OUT_OF_MEMORY,
                            "the recipe needed more memory than the 4000 bytes that are allowed"));
        }
    }

    @Test
    void a_full_disk_is_the_agents_and_never_the_packages() {
        tail = List.of("cc1: error writing to /tmp/x.s: No space left on device", "make: *** [all] Error 1");
        foundNoRoom = true;
        diskFull = true;
        phase = "test";
        declared = DeclaredFailure.parse("hash-mismatch");

        assertThat(kind()).isEqualTo(FailureKind.AGENT_FAULT);

        tail = List.of("make: *** [all] Error 1", "make: Target 'all' not remade because of errors.");
        assertThat(kind()).isEqualTo(FailureKind.AGENT_FAULT);

        tail = List.of();
        foundNoRoom = false;
        diskFull = false;
        diskBroken = true;
        assertThat(kind()).isEqualTo(FailureKind.AGENT_FAULT);
    }

    @Test
    void a_package_that_speaks_of_a_full_disk_while_there_is_room_has_failed_itself() {
        foundNoRoom = true;
        tail = List.of("test_write: expected No space left on device, got nothing");

        assertThat(kind()).isEqualTo(FailureKind.BUILD_FAILED);
    }

    @Test
    void a_disk_that_is_nearly_full_excuses_nothing_that_has_to_do_with_something_else() {
        diskFull = true;
        tail = List.of("A.java:1: error: no");

        assertThat(kind()).isEqualTo(FailureKind.BUILD_FAILED);
    }

    @Test
    void a_sandbox_that_came_to_nothing_is_the_agents_fault() {
        sandboxFailed = true;
        tail = List.of("bwrap: Creating new namespace failed");

        assertThat(verdict())
                .isEqualTo(failed(
                        FailureKind.AGENT_FAULT,
                        "the recipe's sandbox failed (status 1, bwrap: Creating new namespace failed); look at the agent's"
                                + " machine"));
    }

    @Test
    void a_sandbox_that_the_kernel_ended_for_want_of_memory_has_not_failed() {
        sandboxFailed = true;
        excess = MEMORY;

        assertThat(kind()).isEqualTo(FailureKind.OUT_OF_MEMORY);
    }

    @Test
    void where_nobody_counts_the_recipe_or_a_signal_tells_that_memory_ran_out() {
        tail = List.of("Exception in thread \"main\" java.lang.OutOfMemoryError: Java heap space");
        assertThat(kind()).isEqualTo(FailureKind.OUT_OF_MEMORY);
        tail = List.of("virtual memory exhausted: Cannot allocate memory");
        assertThat(kind()).isEqualTo(FailureKind.OUT_OF_MEMORY);

        tail = List.of("sh: 7: Killed");
        assertThat(kind()).isEqualTo(FailureKind.BUILD_FAILED);
        excess = PERHAPS;
        assertThat(kind()).isEqualTo(FailureKind.OUT_OF_MEMORY);

        tail = List.of();
        assertThat(kind()).isEqualTo(FailureKind.BUILD_FAILED);
        end = new CommandEnd.Exited(137);
        assertThat(kind()).isEqualTo(FailureKind.OUT_OF_MEMORY);
    }

    @Test
    void a_file_that_grew_too_large_is_too_much_output() {
        end = new CommandEnd.Exited(128 + 25);

        assertThat(verdict())
                .isEqualTo(failed(
                        FailureKind.OUTPUT_LIMIT,
                        "the recipe wrote a file of more than the 2000 bytes that are allowed on the disk"));
    }

    @Test
    void a_file_that_a_part_of_a_recipe_let_grow_too_large_is_too_much_output() {
        for (String said : List.of(
                "build: line 3: 17 File size limit exceeded (core dumped) cat /dev/zero",
                "dd: error writing 'large': File too large")) {
            tail = List.of(said, "make: *** [all] Error 153");

            assertThat(kind()).as(said).isEqualTo(FailureKind.OUTPUT_LIMIT);
        }
    }

    @Test
    void a_recipe_that_had_too_many_processes_is_told_so() {
        excess = new Excess(Excess.Memory.NO, true);

        assertThat(verdict())
                .isEqualTo(failed(
                        FailureKind.BUILD_FAILED,
                        "the recipe ended with status 1, after it had as many processes as are allowed (50)"));
    }

    @Test
    void what_a_recipe_says_of_its_failure_counts() {
        phase = "test";
        declared = DeclaredFailure.parse("refused it is marked as insecure");
        assertThat(verdict()).isEqualTo(failed(FailureKind.REFUSED, "it is marked as insecure"));

        declared = DeclaredFailure.parse("  Evaluation-Failed ");
        assertThat(verdict()).isEqualTo(failed(FailureKind.EVALUATION_FAILED, "the tests ended with status 1"));
    }

    @Test
    void pins_that_cannot_both_hold_are_told_from_a_failure_to_build_and_to_download_but_not_from_one_of_a_test() {
        tail = List.of("  - cryptkit<2 not satisfied by version 2.0", "make: *** [all] Error 1");
        String conflict = "two versions that it asks for cannot both be had: cryptkit<2 not satisfied by version 2.0";
        assertThat(verdict()).isEqualTo(failed(FailureKind.PIN_CONFLICT, conflict));
        downloads = Classification.Downloads.ALL;
        phase = "fetch";
        assertThat(verdict()).isEqualTo(failed(FailureKind.PIN_CONFLICT, conflict));

        phase = "test";
        downloads = Classification.Downloads.NONE;
        assertThat(kind()).isEqualTo(FailureKind.TEST_FAILED);
        declared = DeclaredFailure.parse("pin-conflict it needs zlib < 2");
        assertThat(verdict()).isEqualTo(failed(FailureKind.PIN_CONFLICT, "it needs zlib < 2"));
    }

    @Test
    void a_recipe_cannot_blame_the_farm() {
        for (String kind : List.of("agent-fault", "input-lost", "timed-out", "nonsense", "")) {
            assertThat(DeclaredFailure.parse(kind + " it was not me")).isEmpty();
        }
    }

    private Verdict verdict() {
        return Classification.of(new Classification.Evidence(
                "recipe",
                end,
                phase,
                declared,
                tail,
                excess,
                sandboxFailed,
                foundNoRoom,
                diskFull,
                diskBroken,
                downloads,
                LIMITS));
    }

    private @Nullable FailureKind kind() {
        return verdict() instanceof Verdict.Failed failed ? failed.kind() : null;
    }

    private static Verdict failed(FailureKind kind, String message) {
        return new Verdict.Failed(kind, message);
    }
}
