package dev.tidemark.agent.nix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.agent.build.DeclaredFailure;
import dev.tidemark.agent.build.FailureKind;
import dev.tidemark.agent.build.Limits;
import dev.tidemark.agent.process.CommandEnd;
import dev.tidemark.agent.sandbox.Enclosure.Excess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Nix has really said, recorded with both releases. */
class NixStreamTest {

    private static final String OLDTOOL = "/nix/store/7mm6ph7ryxkpmcrqf4qdp0apgqzfnflr-oldtool-0.9.drv";

    private Limits limits = new Limits(Duration.ofSeconds(60), Duration.ofSeconds(2), 5_000, 1_000, 2_000, 4_000, 50);

    private Excess.Memory memory = Excess.Memory.NO;
    private boolean diskFull;
    private List<String> tail = List.of();
    private Optional<DeclaredFailure> declared = Optional.empty();
    private final List<String> lines = new ArrayList<>();
    private final List<String> phases = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(strings = {"2.8.0", "2.34.8"})
    void a_builders_lines_and_phases_come_with_its_derivation(String release) throws Exception {
        read(release + "-internal-json-failure.log", Integer.MAX_VALUE);

        assertThat(lines).contains("libz-2.0.0 PASS libz", "oldtool-0.9 Running phase: buildPhase");
        assertThat(phases).contains("libz-2.0.0 checkPhase").endsWith(phases.getLast());
        assertThat(phases).filteredOn(phase -> phase.startsWith("oldtool-0.9 ")).contains("oldtool-0.9 buildPhase");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.8.0", "2.34.8"})
    void a_builder_that_failed_is_named_and_what_is_behind_it_is_not_blamed(String release) throws Exception {
        NixStream stream = read(release + "-internal-json-failure.log", Integer.MAX_VALUE);

        NixEnding.Verdict verdict = verdict(100, stream, false);

        assertThat(verdict.kind()).isEqualTo(FailureKind.BUILD_FAILED);
        assertThat(verdict.derivation()).contains(OLDTOOL);
        assertThat(verdict.message()).isEqualTo("the recipe failed with exit code 2");
        assertThat(verdict(100, stream, true).kind()).isEqualTo(FailureKind.TEST_FAILED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.8.0", "2.34.8"})
    void silence_and_a_feature_that_is_missing_are_told_from_failures(String release) throws Exception {
        NixEnding.Verdict silent = verdict(101, read(release + "-internal-json-timeout.log", Integer.MAX_VALUE), false);
        NixEnding.Verdict missing = verdict(
                release.equals("2.8.0") ? 1 : 100,
                read(release + "-internal-json-missing-feature.log", Integer.MAX_VALUE),
                false);

        assertThat(silent.kind()).isEqualTo(FailureKind.SILENT);
        assertThat(silent.message()).isEqualTo("the recipe printed nothing for 2 s");
        assertThat(missing.kind()).isEqualTo(FailureKind.AGENT_FAULT);
        assertThat(missing.message()).contains("lacks a feature that the derivation requires ({cuda})");
    }

    @Test
    void under_a_daemon_what_a_builder_printed_last_says_nothing_of_nixs_own_store() throws Exception {
        NixStream denied = read("2.8.0-daemon-denied.log", Integer.MAX_VALUE);

        NixEnding.Verdict verdict = verdict(1, denied, false);

        assertThat(lines).endsWith("denied-1.0 tar: x: Cannot write: No space left on device");
        assertThat(phases).containsExactly("denied-1.0 buildPhase");
        assertThat(verdict.kind()).isEqualTo(FailureKind.BUILD_FAILED);
        assertThat(verdict.message()).isEqualTo("the recipe failed with exit code 1");
        assertThat(verdict.derivation()).contains("/nix/store/sh118b5glzwrgxr78683w87gcabqzcns-denied-1.0.drv");
    }

    @Test
    void a_daemon_that_finds_no_room_itself_and_one_that_ends_a_build_are_told_from_a_builder_that_fails()
            throws Exception {
        assertThat(verdict(1, read("2.8.0-daemon-full-disk.log", Integer.MAX_VALUE), false)
                        .kind())
                .isEqualTo(FailureKind.AGENT_FAULT);
        assertThat(verdict(1, read("2.8.0-daemon-silence.log", Integer.MAX_VALUE), false)
                        .kind())
                .isEqualTo(FailureKind.SILENT);
        assertThat(verdict(1, read("2.8.0-daemon-mismatch.log", Integer.MAX_VALUE), false)
                        .kind())
                .isEqualTo(FailureKind.HASH_MISMATCH);
    }

    /** Put together as Nix does it in {@code derivation-goal.cc} of 2.8 and in {@code derivation-building-goal.cc} of 2.34; not recorded. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "builder for '/nix/store/x.drv' failed with exit code 1;\nlast 2 log lines:\n> note: Permission denied\n> Last 3 log lines:\nFor full logs, run 'nix log /nix/store/x.drv'.",
                "Cannot build '/nix/store/x.drv'.\nReason: builder failed with exit code 1.\nOutput paths:\n  /nix/store/y\nLast 2 log lines:\n> note: Permission denied\n> Last 3 log lines:\nFor full logs, run:\n  nix log /nix/store/x.drv"
            })
    void what_nix_notes_of_the_disk_behind_a_builders_last_lines_counts(String error) throws Exception {
        assertThat(said(error).errors().getFirst())
                .endsWith(error.startsWith("Cannot") ? "/nix/store/y" : "exit code 1");
        assertThat(verdict(1, said(error), true).kind()).isEqualTo(FailureKind.TEST_FAILED);
        NixEnding.Verdict full = verdict(
                1, said(error + "\nnote: build failure may have been caused by lack of free disk space"), false);
        assertThat(full.kind()).isEqualTo(FailureKind.AGENT_FAULT);
        assertThat(full.message()).isEqualTo("the agent's disk is full: free space for its store");
    }

    private NixStream said(String error) throws IOException {
        NixStream stream = new NixStream(listener(Integer.MAX_VALUE));
        byte[] message = "@nix {\"action\":\"msg\",\"level\":0,\"raw_msg\":\"%s\"}\n"
                .formatted(error.replace("\n", "\\n"))
                .getBytes(StandardCharsets.UTF_8);
        stream.take(message, message.length);
        return stream;
    }

    @Test
    void bytes_may_be_cut_anywhere_and_rubbish_does_no_harm() throws Exception {
        byte[] whole = bytes("2.8.0-internal-json-failure.log");
        NixStream stream = new NixStream(listener(Integer.MAX_VALUE));
        for (byte each : whole) {
            assertThat(stream.take(new byte[] {each}, 1)).isTrue();
        }
        List<String> piecemeal = List.copyOf(lines);
        lines.clear();
        read("2.8.0-internal-json-failure.log", Integer.MAX_VALUE);
        assertThat(piecemeal).isEqualTo(lines);

        byte[] rubbish =
                "@nix {\"action\":\n@nix nonsense\n@nix {\"action\":\"result\",\"id\":7,\"type\":101}\n/nix/store/x\n"
                        .getBytes(StandardCharsets.UTF_8);
        assertThat(stream.take(rubbish, rubbish.length)).isTrue();
        assertThat(stream.printed()).endsWith("/nix/store/x");
    }

    @Test
    void whoever_takes_no_more_lines_stops_the_program() throws Exception {
        NixStream stream = new NixStream(listener(3));
        byte[] whole = bytes("2.8.0-internal-json-failure.log");

        assertThat(stream.take(whole, whole.length)).isFalse();
        assertThat(lines).hasSize(3);
    }

    @Test
    void what_a_package_is_called_says_nothing_of_the_store() {
        assertThat(verdict(100, "builder for '/nix/store/x-perl5.36-DBD-SQLite-1.72.drv' failed with exit code 2"))
                .isEqualTo(FailureKind.BUILD_FAILED);
    }

    @Test
    void a_hash_that_differs_a_full_disk_and_a_killed_builder_are_whose_doing_they_are() {
        assertThat(verdict(102, """
                        hash mismatch in fixed-output derivation '/nix/store/x.drv':
                          specified: sha256-A
                          got: sha256-B""")).isEqualTo(FailureKind.HASH_MISMATCH);
        assertThat(verdict(1, "writing to file: No space left on device")).isEqualTo(FailureKind.AGENT_FAULT);
        assertThat(verdict(100, "builder for '/nix/store/x.drv' failed due to signal 9 (Killed)"))
                .isEqualTo(FailureKind.OUT_OF_MEMORY);
        assertThat(verdict(
                        100, "building of '/nix/store/x.drv' killed after writing more than 20000 bytes of log output"))
                .isEqualTo(FailureKind.LOG_LIMIT);
        assertThat(verdict(104, "derivation '/nix/store/x.drv' may not be deterministic"))
                .isEqualTo(FailureKind.BUILD_FAILED);
        assertThat(verdict(101, "building of 'x' timed out after 60 seconds")).isEqualTo(FailureKind.TIMED_OUT);
        assertThat(verdict(1, "unable to start any build; either increase '--max-jobs'"))
                .isEqualTo(FailureKind.AGENT_FAULT);
    }

    @Test
    void what_others_have_built_and_cannot_be_had_is_no_failure_of_who_wanted_it() throws Exception {
        NixEnding.Verdict away = verdict(1, read("2.8.0-internal-json-substitute.log", Integer.MAX_VALUE), false);
        assertThat(away.kind()).isEqualTo(FailureKind.AGENT_FAULT);
        assertThat(away.message())
                .contains("HTTP error 503 ('Service Unavailable'); look at the caches in the agent's nix.substituters");
        assertThat(verdict(
                        1,
                        "some substitutes for the outputs of derivation '/nix/store/x.drv' failed (usually"
                                + " happens due to networking issues); try '--fallback' to build derivation from"
                                + " source"))
                .isEqualTo(FailureKind.AGENT_FAULT);
        assertThat(verdict(1, "unable to download 'https://cache/nar/x.nar.xz': HTTP error 503"))
                .isEqualTo(FailureKind.AGENT_FAULT);
        assertThat(verdict(1, "a 'x86_64-linux' derivation says something new")).isEqualTo(FailureKind.BUILD_FAILED);
    }

    @Test
    void releases_are_ordered_and_those_with_a_way_out_of_the_sandbox_are_known() {
        assertThat(NixVersion.in("nix-store (Nix) 2.8.0")).contains(new NixVersion(2, 8, 0));
        assertThat(NixVersion.in("nix (Nix) 2.34pre20251217")).contains(new NixVersion(2, 34, 0));
        assertThat(NixVersion.in("command not found")).isEmpty();
        assertThat(new NixVersion(2, 8, 0).leaks()).isTrue();
        assertThat(new NixVersion(2, 28, 5).leaks()).isTrue();
        assertThat(new NixVersion(2, 28, 6).leaks()).isFalse();
        assertThat(new NixVersion(2, 34, 4).leaks()).isTrue();
        assertThat(new NixVersion(2, 34, 5).leaks()).isFalse();
        assertThat(new NixVersion(2, 35, 0).leaks()).isFalse();
        assertThat(new NixVersion(2, 29, 3).hasBuildFolder()).isFalse();
        assertThat(new NixVersion(2, 30, 0).hasBuildFolder()).isTrue();
        assertThat(new NixVersion(2, 9, 0)).isGreaterThan(NixVersion.OLDEST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.8.0", "2.34.8"})
    void each_limit_that_nix_keeps_is_told_from_the_others(String release) throws Exception {
        limits = new Limits(Duration.ofSeconds(2), Duration.ofSeconds(30), 2_000, 1_000);
        NixEnding.Verdict late = verdict(101, read(release + "-internal-json-time-limit.log"), false);
        NixEnding.Verdict loud = verdict(1, read(release + "-internal-json-log-limit.log"), false);

        assertThat(late.kind()).isEqualTo(FailureKind.TIMED_OUT);
        assertThat(late.message()).isEqualTo("the recipe ran longer than 2 s");
        assertThat(loud.kind()).isEqualTo(FailureKind.LOG_LIMIT);
        assertThat(loud.message()).contains("killed after writing more than 2000 bytes of log output");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.8.0", "2.34.8"})
    void a_source_that_is_another_thing_is_named_with_both_hashes(String release) throws Exception {
        NixEnding.Verdict other = verdict(102, read(release + "-internal-json-hash-mismatch.log"), false);

        assertThat(other.kind()).isEqualTo(FailureKind.HASH_MISMATCH);
        assertThat(other.message())
                .startsWith("what was fetched is another thing: ")
                .contains(
                        "-other-1.0.txt.drv'",
                        "sha256-LIsI2lzmA5jh8Zrw5dzMdE3ydLgmq+WF6rpoxSVDSAY=",
                        "sha256-hK/HKQSVaaNeepJygDCQznjaNRJ/p8GfOz7YKa6fUQo=");
    }

    @ParameterizedTest
    @CsvSource({"2.8.0, download", "2.34.8, download", "2.8.0, not-there", "2.34.8, not-there"})
    void of_what_could_not_be_fetched_the_fetch_is_named(String release, String recorded) throws Exception {
        NixEnding.Verdict verdict = verdict(1, read(release + "-internal-json-" + recorded + ".log"), false);

        assertThat(verdict.derivation()).get().asString().endsWith("-1.0.txt.drv");
        assertThat(lines)
                .anyMatch(line -> line.startsWith(name(verdict.derivation().orElseThrow()) + " ")
                        && line.contains("unable to download '"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.8.0", "2.34.8"})
    void a_builder_that_the_kernel_ended_was_out_of_memory(String release) throws Exception {
        NixEnding.Verdict killed = verdict(100, read(release + "-internal-json-out-of-memory.log"), false);

        assertThat(killed.kind()).isEqualTo(FailureKind.OUT_OF_MEMORY);
        assertThat(killed.derivation()).get().asString().endsWith("-hungry-1.0.drv");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.8.0", "2.34.8"})
    void a_builder_of_which_the_kernel_ended_a_part_was_out_of_memory_too(String release) throws Exception {
        NixStream stream = read(release + "-internal-json-part-killed.log");

        assertThat(verdict(100, stream, false).message()).isEqualTo("the recipe failed with exit code 2");
        memory = Excess.Memory.YES;
        assertThat(verdict(100, stream, false).kind()).isEqualTo(FailureKind.OUT_OF_MEMORY);
        assertThat(verdict(100, stream, false).message())
                .isEqualTo("the recipe needed more memory than the 4000 bytes that are allowed");

        memory = Excess.Memory.PERHAPS;
        assertThat(verdict(100, stream, false).kind())
                .as("something else may have been ended")
                .isEqualTo(FailureKind.BUILD_FAILED);
        tail = List.of("reading all of it", "Killed");
        assertThat(verdict(100, stream, false).kind()).isEqualTo(FailureKind.OUT_OF_MEMORY);
        memory = Excess.Memory.NO;
        assertThat(verdict(100, stream, false).kind()).isEqualTo(FailureKind.BUILD_FAILED);
        tail = List.of("virtual memory exhausted: Cannot allocate memory");
        assertThat(verdict(100, stream, false).kind()).isEqualTo(FailureKind.OUT_OF_MEMORY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.8.0", "2.34.8"})
    void a_full_disk_is_never_a_failed_build(String release) throws Exception {
        assertThat(verdict(1, read(release + "-internal-json-full-disk.log"), true)
                        .kind())
                .isEqualTo(FailureKind.AGENT_FAULT);

        // A builder that makes room before it ends: Nix sees nothing of it.
        NixStream freed = read(release + "-internal-json-full-disk-freed.log");
        assertThat(verdict(100, freed, false).kind()).isEqualTo(FailureKind.BUILD_FAILED);
        diskFull = true;
        assertThat(verdict(100, freed, false).kind()).isEqualTo(FailureKind.AGENT_FAULT);
        assertThat(verdict(100, freed, false).message()).contains("a disk of the agent was full");
    }

    @Test
    void a_store_without_room_or_with_a_damaged_database_is_the_agents() throws Exception {
        assertThat(verdict(1, read("2.8.0-internal-json-full-store.log"), false).kind())
                .isEqualTo(FailureKind.AGENT_FAULT);
        assertThat(verdict(1, "cannot build missing derivation '/nix/store/x.drv'"))
                .as("somebody has collected it, says 2.8")
                .isEqualTo(FailureKind.AGENT_FAULT);
        assertThat(verdict(1, "failed to obtain derivation of '/nix/store/x.drv'"))
                .as("and 2.34")
                .isEqualTo(FailureKind.AGENT_FAULT);
        assertThat(verdict(
                        1,
                        "executing SQLite statement 'pragma synchronous = normal': file is not a database (in"
                                + " '/nix/var/nix/db/db.sqlite')"))
                .isEqualTo(FailureKind.AGENT_FAULT);
        assertThat(verdict(100, """
                        Cannot build '/nix/store/x.drv'.
                        Reason: builder failed due to signal 9 (Killed).
                        Output paths:
                          /nix/store/x
                        note: build failure may have been caused by lack of free disk space""")).as("whoever ended it, there was no room").isEqualTo(FailureKind.AGENT_FAULT);
    }

    @Test
    void a_nix_that_does_not_end_by_itself_says_nothing_of_the_package() {
        assertThat(verdict(new CommandEnd.OutputLost(new IOException("No space left on device"))))
                .isEqualTo(FailureKind.AGENT_FAULT);
        assertThat(verdict(new CommandEnd.TimedOut())).isEqualTo(FailureKind.TIMED_OUT);
        assertThat(verdict(new CommandEnd.OutputRefused())).isEqualTo(FailureKind.LOG_LIMIT);
        assertThat(verdict(new CommandEnd.WroteTooMuch(3_000))).isEqualTo(FailureKind.OUTPUT_LIMIT);
        for (int status : List.of(125, 127, 128 + 6, 128 + 9, 128 + 11, 128 + 15)) {
            assertThat(verdict(new CommandEnd.Exited(status))).as("%d", status).isEqualTo(FailureKind.AGENT_FAULT);
        }
        memory = Excess.Memory.PERHAPS;
        assertThat(verdict(new CommandEnd.Exited(128 + 9))).isEqualTo(FailureKind.OUT_OF_MEMORY);
        memory = Excess.Memory.YES;
        assertThat(verdict(new CommandEnd.Exited(128 + 9))).isEqualTo(FailureKind.OUT_OF_MEMORY);
        assertThat(verdict(new CommandEnd.TimedOut())).isEqualTo(FailureKind.OUT_OF_MEMORY);
    }

    @Test
    void a_builder_may_say_why_it_fails_and_pins_that_cannot_both_hold_are_found() throws Exception {
        String failed = "builder for '/nix/store/x.drv' failed with exit code 1";
        declared = DeclaredFailure.parse("refused it is marked as insecure");
        assertThat(verdict(100, said(failed), true))
                .isEqualTo(new NixEnding.Verdict(
                        FailureKind.REFUSED, "it is marked as insecure", Optional.of("/nix/store/x.drv")));

        declared = Optional.empty();
        tail = List.of(
                "Running phase: pythonRuntimeDepsCheckHook",
                "Executing pythonRuntimeDepsCheck",
                "Checking runtime dependencies for mailer-3.1-py3-none-any.whl",
                "  - cryptkit<2 not satisfied by version 2.0");
        NixEnding.Verdict conflict = verdict(100, said(failed), false);
        assertThat(conflict.kind()).isEqualTo(FailureKind.PIN_CONFLICT);
        assertThat(conflict.message()).endsWith("mailer-3.1-py3-none-any.whl: cryptkit<2 not satisfied by version 2.0");
        assertThat(verdict(100, said(failed), true).kind()).isEqualTo(FailureKind.TEST_FAILED);
    }

    private FailureKind verdict(CommandEnd end) {
        return NixEnding.of(known(end, List.of(), false)).kind();
    }

    private FailureKind verdict(int status, String error) {
        return NixEnding.of(known(new CommandEnd.Exited(status), List.of(error), false))
                .kind();
    }

    private NixEnding.Verdict verdict(int status, NixStream stream, boolean testing) {
        return NixEnding.of(known(new CommandEnd.Exited(status), stream.errors(), testing));
    }

    private NixEnding.Known known(CommandEnd end, List<String> errors, boolean testing) {
        return new NixEnding.Known(end, errors, limits, testing, declared, memory, diskFull, tail);
    }

    private NixStream read(String recorded) throws IOException {
        return read(recorded, Integer.MAX_VALUE);
    }

    private NixStream read(String recorded, int most) throws IOException {
        NixStream stream = new NixStream(listener(most));
        byte[] whole = bytes(recorded);
        stream.take(whole, whole.length);
        return stream;
    }

    private NixStream.Listener listener(int most) {
        return new NixStream.Listener() {
            @Override
            public boolean line(String derivation, String text) {
                lines.add(name(derivation) + " " + text);
                return lines.size() < most;
            }

            @Override
            public void phase(String derivation, String name) {
                phases.add(name(derivation) + " " + name);
            }
        };
    }

    private static String name(String derivation) {
        return derivation.substring(derivation.indexOf('-') + 1, derivation.length() - ".drv".length());
    }

    private static byte[] bytes(String recorded) throws IOException {
        try (InputStream in = NixStreamTest.class.getResourceAsStream("nix-" + recorded)) {
            if (in == null) {
                throw new AssertionError(recorded + " is among the test's resources");
            }
            return in.readAllBytes();
        }
    }
}
