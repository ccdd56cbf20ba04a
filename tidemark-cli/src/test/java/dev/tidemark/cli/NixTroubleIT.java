package dev.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.agent.AgentSettings;
import dev.tidemark.cli.farm.EmbeddedFarm;
import dev.tidemark.cli.farm.FarmFolder;
import dev.tidemark.cli.farm.FarmTopic;
import dev.tidemark.cli.farm.Intake;
import dev.tidemark.intake.ImportProgress;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.Agent;
import dev.tidemark.schemas.event.FailureKind;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.JobHistory;
import dev.tidemark.schemas.event.JobState;
import dev.tidemark.schemas.event.Trust;
import dev.tidemark.schemas.event.Wave;
import dev.tidemark.schemas.event.WaveState;
import dev.tidemark.schemas.wire.RegistrySettings;
import dev.tidemark.workspace.source.TreeCopy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A farm with two agents of the free domain that really build the bundled Nix set, with its outputs content-addressed, and what can go
 * wrong in it behind {@code numkit}. A job that nobody fits is left out of waves of {@code strkit}, and STUCK in others.
 */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class NixTroubleIT {

    private static final int PARTITIONS = 4;
    private static final Duration STUCK_AFTER = Duration.ofSeconds(5);

    /**
     * With the bump of numkit {@code endless} never ends and {@code gone} cannot be evaluated, which nothing in the expression can catch;
     * {@code hopeless} and {@code circular} never can.
     */
    private static final String TROUBLE = """
            { system ? builtins.currentSystem, bumps ? { }, changes ? { } }:
            let
              isBumped = bumps ? numkit;
              set = import ./sample.nix {
                inherit system bumps changes;
                contentAddressed = true;
                trouble = true;
                overlays = [
                  (final: prev:
                    let
                      behind = package: package.overrideAttrs (old: { buildInputs = [ final.numkit ]; });
                      sound = pname: behind (prev.mathx.overrideAttrs (old: { inherit pname; }));
                    in
                    {
                      endless = if isBumped then behind prev.endless else sound "endless";
                      gone = if isBumped then abort "there is no gone with numkit ${bumps.numkit}" else sound "gone";
                      hopeless = abort "there never was any hope";
                      circular = let itself = itself; in itself;
                      silent = behind prev.silent;
                      flaky = behind prev.flaky;
                      curious = behind prev.curious;
                      raytrace = behind prev.raytrace;
                    })
                ];
              };
            in
            removeAttrs set [ "talker" "hungry" "filler" "large" "fetched" ]
            """;

    @TempDir
    private Path temporary;

    @SuppressWarnings("NullAway.Init") // Made before each test.
    private Path folder;

    @BeforeEach
    void nix_is_there() throws IOException {
        NixWaves.assumeNix();
        folder = temporary.toRealPath();
    }

    @Test
    void whatever_goes_wrong_in_a_nix_set_is_judged_for_what_it_is_and_only_what_the_bump_did_is_told()
            throws Exception {
        Path ledger = Files.createDirectories(folder.resolve("ledger"));
        Path set = set();
        try (FarmFolder data = FarmFolder.take(folder.resolve("farm"));
                EmbeddedFarm farm = EmbeddedFarm.start(options(data, set, ledger), part -> {})) {
            new Intake(farm.settings()).importFolder(set, AgentSettings.thisSystem(), ImportProgress.SILENT);
            NixWaves waves = new NixWaves(farm.settings(), ledger);
            assertThat(new FarmTopic<>(farm.settings(), Topics.AGENT, Agent.class)
                            .newest(key -> true)
                            .values())
                    .hasSize(2)
                    .allSatisfy(agent ->
                            assertThat(agent.getSandbox()).startsWith("nix").doesNotContain("nix-without-sandbox"));

            policy(farm, "exclude");
            bump(farm, "strkit", "1.1");
            assertLeftOut(waves, waves.ended());
            bump(farm, "strkit", "1.1", "--change=-tidy");
            assertCutOff(waves, waves.ended());
            policy(farm, "wait");
            bump(farm, "numkit", "1.1");
            Wave troubled = waves.ended();
            assertJudged(waves, troubled);
            assertThat(new FarmTopic<>(farm.settings(), Topics.JOB_HISTORY, JobHistory.class)
                            .newest(key -> true)
                            .values())
                    .filteredOn(history -> history.getFlakes() > 0)
                    .extracting(JobHistory::getAttribute)
                    .containsExactly("flaky");

            for (String standing : List.of("raytrace", "endless", "gone")) {
                run(
                        farm,
                        "resolve",
                        troubled.getWave(),
                        standing,
                        "cant-fix",
                        "--by",
                        "ada",
                        "--reason",
                        "an exercise");
            }
            waves.awaitGreen(troubled.getWave());
            assertThat(waves.outcomes(troubled))
                    .containsEntry("raytrace", "EXCLUDED")
                    .containsEntry("endless", "EXCLUDED")
                    .containsEntry("gone", "EXCLUDED");
            assertThat(waves.breakages(troubled, 2))
                    .as("nothing was told of any other since")
                    .hasSize(2);
            assertThat(waves.built()).isEmpty();
        }
    }

    /** What the set refuses, and what only agents of the unfree domain could build: the rest is built, once. */
    private static void assertLeftOut(NixWaves waves, Wave harmless) throws IOException {
        assertThat(harmless.getState()).isEqualTo(WaveState.GREEN);
        SortedMap<String, Job> jobs = waves.jobs(harmless);
        SortedMap<String, String> why = new TreeMap<>();
        jobs.forEach((attribute, job) -> {
            if (job.getState() == JobState.EXCLUDED) {
                why.put(attribute, job.getWaitsFor().orElse(""));
            } else {
                assertThat(job.getState()).as(attribute).isEqualTo(JobState.SUCCEEDED);
            }
        });
        assertThat(why).containsOnlyKeys("oldtool", "leaky", "blob", "viewer");
        assertThat(why.get("oldtool")).contains("marked as broken");
        assertThat(why.get("leaky")).contains("marked as insecure: CVE-2014-0160");
        assertThat(waves.job(harmless, "blob").getTrust()).isEqualTo(Trust.UNFREE);
        assertThat(waves.built())
                .hasSizeGreaterThan(15)
                .allSatisfy((line, times) -> assertThat(times).as(line).isOne())
                .doesNotContainKeys("oldtool 1.0", "leaky 1.0", "blob 1.0", "viewer 1.0");
    }

    /** The bumped package is built to what it was before, so that nothing else is. */
    private static void assertCutOff(NixWaves waves, Wave tidy) throws IOException {
        assertThat(tidy.getState()).isEqualTo(WaveState.GREEN);
        assertThat(waves.outcomes(tidy)).hasSizeGreaterThan(15);
        assertThat(waves.built()).isEqualTo(Map.of("strkit 1.1", 1));
    }

    private static void assertJudged(NixWaves waves, Wave troubled) throws IOException {
        assertThat(troubled.getState()).isEqualTo(WaveState.RED);
        assertThat(waves.outcomes(troubled))
                .isEqualTo(new TreeMap<>(Map.of(
                        "numkit", "SUCCEEDED",
                        "mathx", "SUCCEEDED",
                        "calc", "SUCCEEDED",
                        "curious", "SUCCEEDED",
                        "flaky", "SUCCEEDED",
                        "endless", "REGRESSED",
                        "gone", "REGRESSED",
                        "silent", "PREEXISTING",
                        "raytrace", "STUCK")));
        assertThat(waves.failure(troubled, "endless")).isEqualTo(FailureKind.TIMED_OUT);
        assertThat(waves.failure(troubled, "gone")).isEqualTo(FailureKind.EVALUATION_FAILED);
        assertThat(waves.failure(troubled, "silent")).isEqualTo(FailureKind.SILENT);
        assertThat(waves.job(troubled, "raytrace").getWaitsFor())
                .hasValueSatisfying(reason -> assertThat(reason).contains("gpu"));
        assertThat(waves.jobs(troubled).values())
                .filteredOn(Job::getFlaky)
                .extracting(job -> job.getJob().getAttribute())
                .containsExactly("flaky");
        // Nobody hears of what was so before, of what passed when it was tried again, or of what nobody can build.
        assertThat(waves.breakages(troubled, 2))
                .containsExactly("endless by numkit 1.1, 0 blocked", "gone by numkit 1.1, 0 blocked");
        assertThat(waves.built())
                .containsEntry("numkit 1.1", 1)
                .containsEntry("mathx 1.0", 1)
                .containsEntry("calc 1.0", 1)
                .containsEntry("curious 1.0", 1)
                .containsEntry("flaky 1.0", 2)
                // Tried elsewhere, tried again, and without the bump, where it comes to an end at once, or only after
                // as long.
                .containsEntry("endless 1.0", 4)
                .containsEntry("silent 1.0", 5)
                .containsEntry("gone 1.0", 1)
                .doesNotContainKeys("raytrace 1.0", "hopeless 1.0", "circular 1.0");
    }

    private static void bump(EmbeddedFarm farm, String attribute, String to, String... more) {
        List<String> words = new ArrayList<>(List.of("bump", "workbench:" + attribute, "--to", to));
        words.addAll(List.of(more));
        run(farm, words.toArray(String[]::new));
    }

    /** @param noAgent what becomes of a job that nobody fits */
    private void policy(EmbeddedFarm farm, String noAgent) throws IOException {
        Path policy = Files.writeString(folder.resolve("policy.yaml"), "waves: {noAgent: %s}%n".formatted(noAgent));
        run(farm, "policy", "apply", policy.toString(), "--set", "workbench", "--by", "ada");
    }

    private static void run(EmbeddedFarm farm, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--farm", farm.settings().brokers()));
        var unused = InThisProcess.run(0, all.toArray(String[]::new));
    }

    private static EmbeddedFarm.Options options(FarmFolder data, Path set, Path ledger) {
        return new EmbeddedFarm.Options(
                data,
                1,
                PARTITIONS,
                0,
                RegistrySettings.WITHOUT_SERVER,
                Map.of("workbench", set),
                List.of("north", "south"),
                2,
                STUCK_AFTER,
                Map.of(
                        "nix.sandbox-paths", NixWaves.sandboxPaths(ledger),
                        "limits.time", "12s",
                        "limits.silence", "6s"),
                Optional.empty(),
                Map.of(),
                Map.of("dispatch.retry.after", "0s"));
    }

    /** The bundled set with trouble in it, and the releases that it is bumped to. */
    private Path set() throws IOException {
        Path set = folder.resolve("set");
        TreeCopy.copy(NixWaves.SAMPLE, set);
        Files.move(set.resolve("default.nix"), set.resolve("sample.nix"));
        Files.writeString(set.resolve("default.nix"), TROUBLE);
        Path packages = set.resolve("packages");
        TreeCopy.copy(packages.resolve("numkit/1.0"), packages.resolve("numkit/1.1"));
        TreeCopy.copy(packages.resolve("strkit/1.1"), packages.resolve("strkit/1.1-tidy"));
        Path tidied = packages.resolve("strkit/1.1-tidy/lib.sh");
        Files.writeString(tidied, "# Words, and the blanks between them.\n" + Files.readString(tidied));
        return set;
    }
}
