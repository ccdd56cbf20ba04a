package dev.tidemark.agent.nix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.tidemark.agent.build.BuildOutcome;
import dev.tidemark.agent.build.BuildOutcome.Failed;
import dev.tidemark.agent.build.BuildOutcome.Succeeded;
import dev.tidemark.agent.build.CancelSignal;
import dev.tidemark.agent.build.FailureKind;
import dev.tidemark.agent.build.Limits;
import dev.tidemark.agent.build.Workshop;
import dev.tidemark.agent.build.Workspace;
import dev.tidemark.agent.gpu.Gpu;
import dev.tidemark.agent.gpu.GpuExecutor;
import dev.tidemark.agent.gpu.GpuSight;
import dev.tidemark.agent.gpu.Gpus;
import dev.tidemark.agent.gpu.NvidiaSmi;
import dev.tidemark.agent.sandbox.Allowance;
import dev.tidemark.agent.sandbox.Confinement;
import dev.tidemark.agent.sandbox.Enclosure;
import dev.tidemark.agent.sandbox.Limiter;
import dev.tidemark.agent.sandbox.TestConfinement;
import dev.tidemark.schemas.identity.GpuNeed;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.schemas.identity.Variant;
import dev.tidemark.set.BumpsBy;
import dev.tidemark.set.SetDescription;
import dev.tidemark.workspace.source.TreeCopy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The real Nix, in stores below a folder of the test, and the set of {@code tidemark-cli/src/main/set/nix}. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class NixExecutorIT {

    /** As Nix says it to anybody, and to root, for whom it tries to change that. */
    private static final Pattern READ_ONLY =
            Pattern.compile("Read-only file system|remounting \\S+ writable: Invalid argument");

    private static final Workspace.Bump BREAKING = new Workspace.Bump("strkit", "1.0", "2.0", Optional.empty());
    private static final Workspace.Bump HARMLESS = new Workspace.Bump("strkit", "1.0", "1.1", Optional.empty());

    @SuppressWarnings("NullAway.Init") // Made before each test.
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private Path ledger;

    @BeforeEach
    void nix_is_there() throws IOException {
        NixBench.missing().ifPresent(Assumptions::abort);
        folder = Files.createTempDirectory("tidemark-nix-it-").toRealPath();
        ledger = Files.createDirectories(folder.resolve("ledger"));
    }

    @AfterEach
    void clean_up() throws IOException {
        if (folder != null) {
            TreeCopy.delete(folder);
        }
    }

    @Test
    void a_wave_is_prepared_and_its_jobs_are_built_once_or_fail_as_they_should() throws Exception {
        NixBench agent = agent("north", TrustDomain.FREE, set(false, false));

        assertThat(agent.prepare(BREAKING)).isInstanceOf(BuildOutcome.Prepared.class);
        assertThat(agent.job("strkit", Variant.WAVE).version()).isEqualTo("2.0");
        assertThat(agent.job("strkit.tests.words", Variant.WAVE).sentinel()).isTrue();
        assertThat(agent.job("oldtool", Variant.WAVE).refusal()).isEqualTo("marked as broken");
        assertThat(agent.job("leaky", Variant.WAVE).refusal()).isEqualTo("marked as insecure: CVE-2014-0160");
        assertThat(agent.job("blob", Variant.WAVE).trust()).isEqualTo(TrustDomain.UNFREE);
        assertThat(agent.jobs())
                .noneMatch(job -> job.id().variant() == Variant.WAVE
                        && List.of("numkit", "mathx").contains(job.id().attribute()));

        assertThat(agent.build("csv", Variant.WAVE)).isInstanceOf(Succeeded.class);
        Failed table = failed(agent.build("table", Variant.WAVE));
        assertThat(table.kind()).isEqualTo(FailureKind.BUILD_FAILED);
        assertThat(table.message()).isEqualTo("the recipe failed with exit code 2");
        assertThat(table.phase()).isEqualTo("buildPhase");
        assertThat(table.logTail())
                .contains("Running phase: buildPhase", "lib.sh:1: error: function strkit__pad_right is not defined");
        assertThat(table.logHash()).isPresent();
        Failed json = failed(agent.build("json", Variant.WAVE));
        assertThat(json.kind()).isEqualTo(FailureKind.TEST_FAILED);
        assertThat(json.logTail()).last().asString().startsWith("FAIL json: expected");
        assertThat(agent.build("report", Variant.BASELINE)).isInstanceOf(Succeeded.class);
        assertThat(builds())
                .containsOnlyOnce("csv 1.0", "strkit 2.0", "strkit 1.0", "report 1.0")
                .filteredOn(line -> line.equals("table 1.0"))
                .hasSize(2);
    }

    @Test
    void another_agent_takes_what_was_built_from_the_signed_cache_and_trusts_no_other() throws Exception {
        SetDescription set = set(false, false);
        NixBench north = agent("north", TrustDomain.FREE, set);
        north.prepare(HARMLESS);
        north.build("lists", Variant.WAVE);

        NixBench south = new NixBench(folder, "south", TrustDomain.FREE, set, config(), List.of(north.publicKey()));
        south.after(north);
        assertThat(south.build("csv", Variant.WAVE)).isInstanceOf(Succeeded.class);
        assertThat(builds()).containsOnlyOnce("lists 1.0", "strkit 1.1", "csv 1.0");

        NixBench stranger = agent("stranger", TrustDomain.FREE, set);
        stranger.after(north);
        Failed lost = failed(stranger.alone("csv", Variant.WAVE, new CancelSignal()));
        assertThat(lost.kind()).isEqualTo(FailureKind.INPUT_LOST);
        assertThat(lost.message()).contains("the input lists is lost", "with a signature that it trusts");
    }

    @Test
    void a_cache_that_lies_or_has_lost_something_is_told_from_a_failure() throws Exception {
        SetDescription set = set(false, false);
        NixBench north = agent("north", TrustDomain.FREE, set);
        north.prepare(HARMLESS);
        north.build("lists", Variant.WAVE);
        NixBench south = new NixBench(folder, "south", TrustDomain.FREE, set, config(), List.of(north.publicKey()));
        south.after(north);
        Path nars = folder.resolve("artifacts/free/nix-cache/nar");
        try (Stream<Path> files = Files.list(nars)) {
            for (Path nar : (Iterable<Path>) files::iterator) {
                Files.write(nar, new byte[] {1, 2, 3});
            }
        }

        assertThat(failed(south.alone("csv", Variant.WAVE, new CancelSignal())).kind())
                .isEqualTo(FailureKind.INPUT_LOST);
        assertThat(builds()).doesNotContain("csv 1.0");

        assertThat(north.alone("strkit", Variant.WAVE, new CancelSignal())).isInstanceOf(Succeeded.class);
        assertThat(north.alone("lists", Variant.WAVE, new CancelSignal())).isInstanceOf(Succeeded.class);

        assertThat(south.alone("csv", Variant.WAVE, new CancelSignal()))
                .as("what was published again replaces what was damaged")
                .isInstanceOf(Succeeded.class);
        assertThat(builds()).containsOnlyOnce("csv 1.0");
    }

    @Test
    void what_only_an_agents_own_store_still_has_is_lost_to_the_farm() throws Exception {
        NixBench north = agent("north", TrustDomain.FREE, set(false, false));
        north.prepare(HARMLESS);
        north.build("lists", Variant.WAVE);
        try (Stream<Path> files = Files.list(folder.resolve("artifacts/free/nix-cache/nar"))) {
            for (Path nar : (Iterable<Path>) files::iterator) {
                Files.delete(nar);
            }
        }

        Failed lost = failed(north.alone("csv", Variant.WAVE, new CancelSignal()));

        assertThat(lost.kind()).isEqualTo(FailureKind.INPUT_LOST);
        assertThat(lost.lostInputs()).isNotEmpty();
        assertThat(lost.message()).contains("though this agent's store has it");
        assertThat(builds()).doesNotContain("csv 1.0");

        assertThat(north.alone("strkit", Variant.WAVE, new CancelSignal())).isInstanceOf(Succeeded.class);
        assertThat(north.alone("lists", Variant.WAVE, new CancelSignal())).isInstanceOf(Succeeded.class);
        assertThat(north.alone("csv", Variant.WAVE, new CancelSignal()))
                .as("what was published again is there again")
                .isInstanceOf(Succeeded.class);
    }

    @Test
    void a_workspace_that_the_artifact_store_has_lost_is_no_fault_of_the_agent() throws Exception {
        NixBench north = agent("north", TrustDomain.FREE, set(false, false));
        north.prepare(HARMLESS);
        NixBench south = agent("south", TrustDomain.FREE, set(false, false));
        south.after(north);
        north.loseWorkspace();

        Failed lost = failed(south.alone("strkit", Variant.WAVE, new CancelSignal()));

        assertThat(lost.kind()).isEqualTo(FailureKind.INPUT_LOST);
        assertThat(lost.lostInputs()).containsExactly("@workspace");
    }

    @Test
    void identical_content_ends_a_rebuild_where_outputs_are_content_addressed() throws Exception {
        NixBench agent = agent("north", TrustDomain.FREE, set(true, false));
        agent.prepare(new Workspace.Bump("strkit", "1.0", "1.0", Optional.of("-tidy")));

        agent.build("lists", Variant.BASELINE);
        agent.build("strkit", Variant.WAVE);

        assertThat(agent.output("strkit", Variant.WAVE)).isEqualTo(agent.output("strkit", Variant.BASELINE));
        assertThat(agent.job("lists", Variant.WAVE).recipeDigest())
                .isEqualTo(agent.job("lists", Variant.BASELINE).recipeDigest());
        assertThat(agent.build("lists", Variant.WAVE)).isInstanceOf(Succeeded.class);
        assertThat(agent.output("lists", Variant.WAVE)).isEqualTo(agent.output("lists", Variant.BASELINE));
        assertThat(builds())
                .containsOnlyOnce("lists 1.0")
                .filteredOn("strkit 1.0"::equals)
                .hasSize(2);
    }

    @Test
    void what_never_ends_falls_silent_or_talks_too_much_is_ended_and_leaves_nothing_behind() throws Exception {
        NixBench agent = agent("north", TrustDomain.FREE, set(false, true));
        agent.prepare(HARMLESS);
        agent.build("strkit", Variant.WAVE);

        agent.limits(new Limits(Duration.ofSeconds(3), Duration.ofSeconds(60), 1L << 20, 1L << 28));
        assertThat(failed(agent.build("endless", Variant.WAVE)).kind()).isEqualTo(FailureKind.TIMED_OUT);
        agent.limits(new Limits(Duration.ofSeconds(60), Duration.ofSeconds(3), 1L << 20, 1L << 28));
        assertThat(failed(agent.build("silent", Variant.WAVE)).kind()).isEqualTo(FailureKind.SILENT);
        agent.limits(new Limits(Duration.ofSeconds(60), Duration.ofSeconds(60), 20_000, 1L << 28));
        assertThat(failed(agent.build("talker", Variant.WAVE)).kind()).isEqualTo(FailureKind.LOG_LIMIT);
        agent.limits(NixBench.LIMITS);
        CancelSignal cancel = new CancelSignal();
        Thread canceller = Thread.ofPlatform().start(() -> {
            while (!begun("endless", 2)) {
                Thread.onSpinWait();
            }
            cancel.give();
        });
        assertThat(agent.build("endless", Variant.WAVE, cancel)).isInstanceOf(BuildOutcome.Cancelled.class);
        canceller.join();

        assertThat(agent.build("lists", Variant.WAVE)).isInstanceOf(Succeeded.class);
        assertThat(buildersOf(folder)).isEmpty();
    }

    @Test
    void a_recipe_sees_nothing_of_the_machine_and_a_feature_that_is_not_offered_is_missed() throws Exception {
        NixBench agent = agent("north", TrustDomain.FREE, set(false, true));
        agent.prepare(HARMLESS);

        assertThat(agent.build("curious", Variant.WAVE)).isInstanceOf(Succeeded.class);
        assertThat(agent.job("raytrace", Variant.WAVE).features()).containsExactly("gpu");
        Failed missing = failed(agent.build("raytrace", Variant.WAVE));
        assertThat(missing.kind()).isEqualTo(FailureKind.AGENT_FAULT);
        assertThat(missing.message()).contains("lacks a feature that the derivation requires ({gpu})");
        agent.features("gpu");
        assertThat(agent.build("raytrace", Variant.WAVE))
                .isInstanceOfSatisfying(
                        Succeeded.class,
                        built -> assertThat(built.derivation())
                                .hasValueSatisfying(
                                        path -> assertThat(path).matches("/nix/store/.*-raytrace-1.0.drv")));
        assertThat(failed(agent.build("flaky", Variant.WAVE)).kind()).isEqualTo(FailureKind.TEST_FAILED);
        assertThat(agent.build("flaky", Variant.WAVE)).isInstanceOf(Succeeded.class);
        assertThat(agent.nix().remarks()).noneMatch(remark -> remark.equals("nix-without-sandbox"));
    }

    @Test
    void a_recipe_that_asks_for_two_gpus_sees_their_devices_and_the_drivers_libraries_and_no_other() throws Exception {
        Path dev = Files.createDirectories(folder.resolve("dev"));
        for (String device : List.of("nvidia0", "nvidia1", "nvidia2", "nvidiactl")) {
            Files.writeString(dev.resolve(device), device + "\n");
        }
        Path libraries = Files.createDirectories(folder.resolve("lib"));
        Files.writeString(libraries.resolve("libcuda.so.1"), "the driver's\n");
        Files.writeString(libraries.resolve("libother.so.1"), "anybody's\n");
        String pair = """
                sample // {
                  pair = derivation {
                    name = "pair-1.0"; pname = "pair"; version = "1.0"; system = "x86_64-linux";
                    builder = "/bin/sh"; PATH = "/usr/bin:/bin"; needs = [ sample.strkit ];
                    args = [ "-euc" "cat %1$s/nvidia1 %1$s/nvidia2 %1$s/nvidiactl %2$s/libcuda.so.1 > $out; test ! -e %1$s/nvidia0; test ! -e %2$s/libother.so.1" ];
                  } // {
                    meta.tidemark.gpus = { count = 2; anyArchitectureOf = [ "sm-90" ]; memoryBytes = 107374182400; minimumDriver = "550.9"; };
                  };
                  eager = derivation {
                    name = "eager-1.0"; pname = "eager"; version = "1.0"; system = "x86_64-linux";
                    builder = "/bin/sh"; args = [ "-c" "false" ]; needs = [ sample.strkit ];
                  } // {
                    meta.tidemark.gpus.minimumDriver = "560";
                  };
                }""".formatted(dev, libraries);
        SetDescription set = NixSamples.around(folder, pair);
        NixBench agent = agent("north", TrustDomain.FREE, set);
        NvidiaSmi smi = smi(
                "0, GPU-%1$s-0, NVIDIA A100-SXM4-40GB, 8.0, 40960, 550.54.15",
                "1, GPU-%1$s-1, NVIDIA H200, 9.0, 143771, 550.54.15",
                "2, GPU-%1$s-2, NVIDIA H200, 9.0, 143771, 550.54.15");
        List<Gpu> gpus = ((NvidiaSmi.Answer.Found) smi.list()).gpus();
        agent.through(inner -> new GpuExecutor(
                inner, new Gpus(smi, gpus), new GpuSight.Places(dev, folder.resolve("driver"), List.of(libraries))));

        agent.prepare(HARMLESS);

        assertThat(GpuNeed.of(agent.job("pair", Variant.WAVE).features()))
                .contains(new GpuNeed(2, List.of("sm-90"), 100L << 30, "550.9"));
        assertThat(agent.build("pair", Variant.WAVE)).isInstanceOf(Succeeded.class);
        Failed old = failed(agent.build("eager", Variant.WAVE));
        assertThat(old.kind()).isEqualTo(FailureKind.AGENT_FAULT);
        assertThat(old.message())
                .isEqualTo(
                        "the driver of the agent's GPUs is 550.54.15, and the build asks for 560 or later: install that, and start the agent again");
    }

    /** A stand-in that prints the lines of GPUs whose identities nobody else has. */
    private NvidiaSmi smi(String... lines) throws IOException {
        Files.writeString(folder.resolve("gpus"), String.join("\n", lines).formatted(folder.getFileName()) + "\n");
        Path program = folder.resolve("fake-nvidia-smi");
        Files.writeString(program, """
                #!/bin/sh
                for word in "$@"; do case $word in --id=*) id=${word#--id=};; esac; done
                grep -F "${id:-,}" %s
                """.formatted(folder.resolve("gpus")));
        assertThat(program.toFile().setExecutable(true)).isTrue();
        return new NvidiaSmi(program.toString());
    }

    @Test
    void what_is_unfree_has_its_own_cache_which_no_free_agent_reads() throws Exception {
        SetDescription set = set(false, false);
        NixBench free = agent("north", TrustDomain.FREE, set);
        free.prepare(HARMLESS);
        free.build("tree", Variant.WAVE);
        NixBench unfree = new NixBench(folder, "dark", TrustDomain.UNFREE, set, config(), List.of(free.publicKey()));
        unfree.after(free);

        assertThat(unfree.build("viewer", Variant.WAVE)).isInstanceOf(Succeeded.class);

        assertThat(names(folder.resolve("artifacts/free/nix-cache"))).noneMatch(name -> name.contains("blob"));
        assertThat(names(folder.resolve("artifacts/unfree/nix-cache"))).anyMatch(name -> name.contains("blob"));
        assertThat(builds()).containsOnlyOnce("tree 1.0", "strkit 1.1");
        free.after(unfree);
        Failed refused = failed(free.alone("viewer", Variant.WAVE, new CancelSignal()));
        assertThat(refused.kind()).isEqualTo(FailureKind.AGENT_FAULT);
        assertThat(refused.message())
                .isEqualTo("the input blob is of the domain unfree, which this agent must not read");
    }

    @Test
    void garbage_is_collected_while_others_build_and_what_is_needed_again_comes_from_the_cache() throws Exception {
        // Always too little is free: garbage is collected before each build.
        NixConfig.Room none = new NixConfig.Room(Long.MAX_VALUE / 2, Long.MAX_VALUE / 2);
        NixBench agent = new NixBench(folder, "north", TrustDomain.FREE, set(false, false), config(none), List.of());
        agent.prepare(HARMLESS);
        agent.build("strkit", Variant.WAVE);
        agent.build("numkit", Variant.BASELINE);
        List<CompletableFuture<BuildOutcome>> together = new ArrayList<>();
        for (String attribute : List.of("lists", "maps", "paths")) {
            together.add(CompletableFuture.supplyAsync(() -> {
                try {
                    return agent.alone(attribute, Variant.WAVE, new CancelSignal());
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }));
        }

        assertThat(together).allSatisfy(each -> assertThat(each.join()).isInstanceOf(Succeeded.class));
        assertThat(agent.build("json", Variant.WAVE)).isInstanceOf(Succeeded.class);
        assertThat(storePaths(agent.folder().resolve("nix-root/nix/store")))
                .noneMatch(path -> path.endsWith("-numkit-1.0"));
        assertThat(builds()).doesNotHaveDuplicates();
    }

    @Test
    void a_recipe_that_was_in_the_store_already_stays_there_until_its_job_is_over() throws Exception {
        Map<String, String> ofNix = Map.of(
                "NIX_REMOTE", "local?root=" + folder.resolve("north/nix-root"), "NIX_CONFIG", "build-users-group =\n");
        // Somebody else collects all garbage when a builder is about to be started.
        Limiter collecting = new Limiter() {
            @Override
            public String label() {
                return "none";
            }

            @Override
            public Enclosure enclose(String name, Allowance allowance) throws IOException {
                ProcessBuilder collector = new ProcessBuilder("nix-store", "--gc")
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("collected").toFile());
                collector.environment().putAll(ofNix);
                assertThat(collector.start().onExit().join().exitValue()).isZero();
                return Confinement.NONE.limiter().enclose(name, allowance);
            }
        };
        NixBench agent =
                new NixBench(folder, "north", TrustDomain.FREE, set(false, false), config(), List.of(), collecting);
        agent.prepare(HARMLESS);

        assertThat(agent.build("strkit", Variant.WAVE)).isInstanceOf(Succeeded.class);
        assertThat(agent.build("lists", Variant.WAVE)).isInstanceOf(Succeeded.class);

        assertThat(folder.resolve("collected")).content().contains("deleting");
    }

    @Test
    void whatever_a_cancellation_interrupts_is_cancelled_and_no_fault() throws Exception {
        CancelSignal cancel = new CancelSignal();
        Limiter interrupted = new Limiter() {
            @Override
            public String label() {
                return "none";
            }

            @Override
            public Enclosure enclose(String name, Allowance allowance) throws IOException {
                if (name.startsWith(NixExecutor.BUILD)) {
                    cancel.give();
                    throw new ClosedByInterruptException();
                }
                return Confinement.NONE.limiter().enclose(name, allowance);
            }
        };
        NixBench agent =
                new NixBench(folder, "north", TrustDomain.FREE, set(false, false), config(), List.of(), interrupted);
        agent.prepare(HARMLESS);

        assertThat(agent.alone("strkit", Variant.WAVE, cancel)).isInstanceOf(BuildOutcome.Cancelled.class);
    }

    /** Where the process that should have ended it was killed too. */
    @Test
    void a_nix_that_outlived_its_agent_ends_with_its_builder_in_the_next_life() throws Exception {
        String tag;
        try (Workshop workshop = Workshop.take(folder.resolve("work"))) {
            tag = workshop.newProgramTag();
        }
        ProcessBuilder building = new ProcessBuilder(
                        "nix-build",
                        NixSamples.SAMPLE.toString(),
                        "-A",
                        "endless",
                        "--arg",
                        "trouble",
                        "true",
                        "--no-out-link")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("built").toFile());
        building.environment().putAll(config().building(List.of(), List.of()));
        building.environment().put("NIX_REMOTE", "local?root=" + folder.resolve("nix-root"));
        int equals = tag.indexOf('=');
        building.environment().put(tag.substring(0, equals), tag.substring(equals + 1));
        Process nix = building.start();
        while (!begun("endless", 1)) {
            assertThat(nix.isAlive()).as("%s", folder.resolve("built")).isTrue();
            Thread.onSpinWait();
        }
        List<ProcessHandle> all =
                Stream.concat(Stream.of(nix.toHandle()), nix.descendants()).toList();
        assertThat(all).hasSizeGreaterThan(1);

        Workshop.take(folder.resolve("work")).close();

        for (ProcessHandle each : all) {
            each.onExit().get(1, TimeUnit.MINUTES);
        }
    }

    @Test
    void an_agent_that_only_prepares_collects_garbage_too() throws Exception {
        NixConfig.Room none = new NixConfig.Room(Long.MAX_VALUE / 2, Long.MAX_VALUE / 2);
        NixBench agent = new NixBench(folder, "north", TrustDomain.FREE, set(false, false), config(none), List.of());
        assertThat(agent.prepare(HARMLESS)).isInstanceOf(BuildOutcome.Prepared.class);
        Path store = agent.folder().resolve("nix-root/nix/store");
        assertThat(storePaths(store)).anyMatch(path -> path.endsWith("-lists-1.0.drv"));
        Path rubbish = Files.writeString(store.resolve("11111111111111111111111111111111-rubbish"), "left over");

        assertThat(agent.prepare(HARMLESS)).isInstanceOf(BuildOutcome.Prepared.class);

        assertThat(rubbish).doesNotExist();
        assertThat(storePaths(store)).anyMatch(path -> path.endsWith("-lists-1.0.drv"));
    }

    private static List<String> storePaths(Path store) throws IOException {
        try (Stream<Path> paths = Files.list(store)) {
            return paths.map(Path::toString).toList();
        }
    }

    @Test
    void what_takes_too_much_is_told_from_what_finds_too_little() throws Exception {
        NixBench agent = agent("north", TrustDomain.FREE, set(false, true));
        assertThat(agent.nix().abilities().limits()).isEqualTo("nix-without-memory-limit");
        agent.prepare(HARMLESS);
        agent.build("strkit", Variant.WAVE);
        Duration enough = Duration.ofMinutes(5);

        agent.limits(new Limits(enough, enough, 1L << 20, 1_000_000));
        Failed large = failed(agent.build("large", Variant.WAVE));
        assertThat(large.kind()).isEqualTo(FailureKind.OUTPUT_LIMIT);
        assertThat(large.message()).matches("the outputs have 3\\d{6} bytes, 1000000 are allowed");
        agent.limits(new Limits(enough, enough, 1L << 20, 1_000_000, 20_000_000, 0, 4096));
        Failed filler = failed(agent.build("filler", Variant.WAVE));
        assertThat(filler.kind()).isEqualTo(FailureKind.OUTPUT_LIMIT);
        assertThat(filler.message()).matches("the recipe had \\d{8,} bytes on the disk, 20000000 are allowed");

        agent.limits(NixBench.LIMITS);
        assertThat(agent.build("lists", Variant.WAVE)).isInstanceOf(Succeeded.class);
        assertThat(buildersOf(folder)).isEmpty();
        assertThat(builds()).contains("large 1.0", "filler 1.0");
    }

    /** Of a builder of which a part was ended Nix says no more than its exit code. */
    @Test
    void a_builder_of_which_the_kernel_ends_a_part_is_out_of_memory() throws Exception {
        try (Confinement confinement = Confinement.here(
                Confinement.Mode.OFF, folder.resolve("sandbox"), TestConfinement.groupName(folder), List.of(), 0)) {
            Assumptions.assumeTrue(
                    confinement.limiter().label().equals("cgroup"),
                    "there is no control group for this process: run the tests in one of their own, or as root");
            NixBench agent = new NixBench(
                    folder, "north", TrustDomain.FREE, set(false, true), config(), List.of(), confinement.limiter());
            assertThat(agent.nix().abilities().limits()).isEqualTo("nix-cgroup");
            agent.prepare(HARMLESS);
            Duration enough = Duration.ofMinutes(5);
            agent.limits(new Limits(enough, enough, 1L << 20, 1L << 28, 1L << 30, 128L << 20, 4096));

            Failed hungry = failed(agent.build("hungry", Variant.WAVE));

            assertThat(hungry.kind()).isEqualTo(FailureKind.OUT_OF_MEMORY);
            assertThat(hungry.message())
                    .isEqualTo("the recipe needed more memory than the 134217728 bytes that are allowed");
            assertThat(agent.build("lists", Variant.WAVE)).isInstanceOf(Succeeded.class);
            assertThat(builds()).containsOnlyOnce("hungry 1.0");
        }
    }

    @Test
    void a_recipe_that_finds_the_disk_full_has_not_failed_even_if_it_makes_room_again() throws Exception {
        Path disk = Files.createDirectories(folder.resolve("small"));
        Assumptions.assumeTrue(
                ended("mount", "-t", "tmpfs", "-o", "size=60m", "tidemark-test", disk.toString()) == 0,
                "nothing can be mounted: run the tests as root, with mount (util-linux) there");
        try {
            NixBench agent = new NixBench(
                    disk, "north", TrustDomain.FREE, set(false, true), config(new NixConfig.Room(0, 0)), List.of());
            agent.prepare(HARMLESS);

            Failed failed = failed(agent.build("filler", Variant.WAVE));

            assertThat(failed.kind()).isEqualTo(FailureKind.AGENT_FAULT);
            // What the recipe says may find no room for itself either.
            assertThat(failed.message())
                    .matches(
                            "a disk of the agent was full while the recipe ran.*|the recipe's log could not be kept.*");
            assertThat(builds()).containsOnlyOnce("filler 1.0");
            assertThat(agent.build("lists", Variant.WAVE)).isInstanceOf(Succeeded.class);
        } finally {
            assertThat(ended("umount", "-l", disk.toString())).isZero();
        }
    }

    private static int ended(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    @Test
    void a_source_that_is_another_thing_is_told_from_one_that_cannot_be_had() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] other = "another thing\n".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, other.length);
            exchange.getResponseBody().write(other);
            exchange.close();
        });
        server.start();
        try {
            String mirror =
                    "\"http://127.0.0.1:%d\"".formatted(server.getAddress().getPort());
            NixBench agent = agent(
                    "north",
                    TrustDomain.FREE,
                    set(
                            Map.of("trouble", "true", "mirror", mirror),
                            new BumpsBy.Argument("bumps", Optional.of("changes"))));
            agent.prepare(HARMLESS);

            Failed other = failed(agent.build("fetched", Variant.WAVE));
            assertThat(other.kind()).isEqualTo(FailureKind.HASH_MISMATCH);
            assertThat(other.message())
                    .startsWith("what was fetched is another thing: hash mismatch in fixed-output derivation")
                    .contains("sha256-LIsI2lzmA5jh8Zrw5dzMdE3ydLgmq+WF6rpoxSVDSAY=");
            server.stop(0);
            Failed source = failed(agent.build("fetched", Variant.WAVE));
            assertThat(source.kind()).isEqualTo(FailureKind.FETCH_FAILED);
            assertThat(source.message()).startsWith("fetched-1.0.txt could not be downloaded: http://127.0.0.1:");
            Failed away = failed(agent.alone("fetched", Variant.WAVE, new CancelSignal()));
            assertThat(away.kind()).isEqualTo(FailureKind.FETCH_FAILED);
            assertThat(away.message()).contains("fetched-1.0.txt.drv", "which is built on the way");
            assertThat(builds()).doesNotContain("fetched 1.0");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void what_cannot_be_evaluated_with_the_bumps_is_their_failure() throws Exception {
        NixBench agent = agent("north", TrustDomain.FREE, set(false, true));
        assertThat(agent.prepare(new Workspace.Bump("strkit", "1.0", "3.0", Optional.empty())))
                .isInstanceOf(BuildOutcome.Prepared.class);

        Failed missing = failed(agent.alone("strkit", Variant.WAVE, new CancelSignal()));
        assertThat(missing.kind()).isEqualTo(FailureKind.EVALUATION_FAILED);
        assertThat(missing.message()).startsWith("with the bumps it cannot be evaluated any more: ");
        assertThat(missing.logTail()).anyMatch(line -> line.contains("packages/strkit/3.0"));
        assertThat(builds()).isEmpty();

        Path broken = folder.resolve("broken");
        TreeCopy.copy(NixSamples.SAMPLE, broken);
        Files.move(broken.resolve("default.nix"), broken.resolve("sample.nix"));
        Files.writeString(broken.resolve("broken.nix"), "{ strkit = ");
        Files.writeString(
                broken.resolve("default.nix"),
                "{ bumps ? { } }: if bumps ? strkit then import ./broken.nix else import ./sample.nix { }\n");
        Failed whole = failed(agent(
                        "south",
                        TrustDomain.FREE,
                        NixSamples.set(broken, Map.of(), new BumpsBy.Argument("bumps", Optional.empty())))
                .prepare(HARMLESS));
        assertThat(whole.kind()).isEqualTo(FailureKind.EVALUATION_FAILED);
        assertThat(whole.message()).contains("syntax error");
    }

    @Test
    void an_attribute_that_eats_the_heap_is_refused_and_a_set_that_does_has_not_failed() throws Exception {
        NixConfig.Evaluation small = new NixConfig.Evaluation(Duration.ofMinutes(5), 96L << 20, 0);
        NixBench agent = new NixBench(
                folder, "north", TrustDomain.FREE, hungry("sample // { hungry = HUNGRY; }"), config(small), List.of());

        assertThat(agent.prepare(HARMLESS)).isInstanceOf(BuildOutcome.Prepared.class);
        assertThat(agent.job("csv", Variant.WAVE).refusal()).isEmpty();

        NixBench other = new NixBench(
                folder,
                "south",
                TrustDomain.FREE,
                hungry("if bumps ? strkit then HUNGRY else sample"),
                config(small),
                List.of());
        Failed whole = failed(other.prepare(HARMLESS));
        assertThat(whole.kind()).isEqualTo(FailureKind.OUT_OF_MEMORY);
        assertThat(whole.message()).contains("with the bumps the set workbench", "out of memory");
    }

    @Test
    void an_evaluation_that_needs_more_memory_than_all_of_it_may_is_ended_and_nothing_else() throws Exception {
        try (Confinement confinement = Confinement.here(
                Confinement.Mode.OFF, folder.resolve("sandbox"), TestConfinement.groupName(folder), List.of(), 0)) {
            Assumptions.assumeTrue(
                    confinement.limiter().label().equals("cgroup"),
                    "there is no control group for this process: run the tests in one of their own, or as root");
            NixConfig.Evaluation little = new NixConfig.Evaluation(Duration.ofMinutes(5), 4L << 30, 128L << 20);
            NixBench agent = new NixBench(
                    folder,
                    "north",
                    TrustDomain.FREE,
                    hungry("if bumps ? strkit then HUNGRY else sample"),
                    config(little),
                    List.of(),
                    confinement.limiter());

            Failed ended = failed(agent.prepare(HARMLESS));

            assertThat(ended.kind()).isEqualTo(FailureKind.OUT_OF_MEMORY);
            assertThat(ended.message()).contains("Nix was killed, as the system does for want of memory");
        }
    }

    /** @param expression in which HUNGRY stands for what needs more memory than anybody has */
    private SetDescription hungry(String expression) throws IOException {
        String all = "builtins.genList (n: builtins.genList (m: n * m) 10000) 1000000";
        return NixSamples.around(
                folder, expression.replace("HUNGRY", "(let all = %s; in builtins.deepSeq all { })".formatted(all)));
    }

    @Test
    void an_agent_that_evaluates_to_another_recipe_refuses_and_says_both() throws Exception {
        Path outside = Files.writeString(folder.resolve("outside"), "one");
        SetDescription set = NixSamples.around(
                folder,
                "sample // { odd = sample.strkit.overrideAttrs (old: { pname = \"odd\"; read = builtins.readFile %s; }); }"
                        .formatted(outside));
        NixBench north = agent("north", TrustDomain.FREE, set);
        assertThat(north.prepare(HARMLESS)).isInstanceOf(BuildOutcome.Prepared.class);
        NixBench south = agent("south", TrustDomain.FREE, set);
        south.after(north);
        Files.writeString(outside, "two");

        Failed differs = failed(south.alone("odd", Variant.WAVE, new CancelSignal()));

        assertThat(differs.kind()).isEqualTo(FailureKind.AGENT_FAULT);
        assertThat(differs.message())
                .matches(
                        "workbench:odd evaluates to /nix/store/\\S+\\.drv here and to /nix/store/\\S+\\.drv where the wave"
                                + " was prepared: the agents differ in their Nix, or the set reads what is outside of it");
        assertThat(builds()).isEmpty();
        assertThat(south.alone("strkit", Variant.WAVE, new CancelSignal())).isInstanceOf(Succeeded.class);
        assertThat(north.alone("odd", Variant.WAVE, new CancelSignal())).isInstanceOf(Succeeded.class);
    }

    @Test
    void a_store_that_became_read_only_is_the_agents_fault_and_none_to_start_with() throws Exception {
        NixBench agent = agent("north", TrustDomain.FREE, set(false, false));
        agent.prepare(HARMLESS);
        Path root = agent.folder().resolve("nix-root");
        Assumptions.assumeTrue(
                ended("mount", "--bind", root.toString(), root.toString()) == 0,
                "nothing can be mounted: run the tests as root, with mount (util-linux) there");
        try {
            assertThat(ended("mount", "-o", "remount,ro,bind", root.toString())).isZero();

            Failed failed = failed(agent.alone("strkit", Variant.WAVE, new CancelSignal()));

            assertThat(failed.kind()).isEqualTo(FailureKind.AGENT_FAULT);
            assertThat(failed.message()).containsPattern(READ_ONLY);
            Failed unprepared = failed(agent.prepare(HARMLESS));
            assertThat(unprepared.kind()).isEqualTo(FailureKind.AGENT_FAULT);
            assertThat(unprepared.message()).containsPattern(READ_ONLY);
            assertThatThrownBy(() -> agent("north", TrustDomain.FREE, set(false, false)))
                    .isInstanceOf(NixUnusableException.class)
                    .hasMessageContaining("look at the agent's nix.store and who may write there");
        } finally {
            assertThat(ended("umount", "-l", root.toString())).isZero();
        }
        assertThat(agent.prepare(HARMLESS)).isInstanceOf(BuildOutcome.Prepared.class);
        assertThat(agent.alone("strkit", Variant.WAVE, new CancelSignal())).isInstanceOf(Succeeded.class);
        assertThat(builds()).containsExactly("strkit 1.1");
    }

    @Test
    void what_only_an_unfree_agent_has_signed_is_not_taken_from_the_free_cache_either() throws Exception {
        SetDescription set = set(false, false);
        NixBench unfree = agent("dark", TrustDomain.UNFREE, set);
        unfree.prepare(HARMLESS);
        assertThat(unfree.build("strkit", Variant.WAVE)).isInstanceOf(Succeeded.class);
        // Whoever could write there has put it into the free domain, manifests and all.
        assertThat(ended("cp", "-r", folder.resolve("artifacts/unfree") + "/.", folder.resolve("artifacts/free") + "/"))
                .isZero();
        NixBench free = agent("north", TrustDomain.FREE, set);
        free.after(unfree);

        Failed lost = failed(free.alone("lists", Variant.WAVE, new CancelSignal()));

        assertThat(lost.kind()).isEqualTo(FailureKind.INPUT_LOST);
        assertThat(lost.message()).contains("no cache that this agent reads has", "with a signature that it trusts");
        assertThat(builds()).doesNotContain("lists 1.0");
        NixBench trusting = new NixBench(folder, "south", TrustDomain.FREE, set, config(), List.of(unfree.publicKey()));
        trusting.after(unfree);
        assertThat(trusting.alone("lists", Variant.WAVE, new CancelSignal()))
                .as("it is the signature")
                .isInstanceOf(Succeeded.class);
    }

    @Test
    void a_store_that_agents_of_one_domain_build_in_is_refused_to_the_other() throws Exception {
        agent("north", TrustDomain.UNFREE, set(false, false));
        assertThat(agent("north", TrustDomain.UNFREE, set(false, false)))
                .as("its next life")
                .isNotNull();
        Path mark = folder.resolve("north/nix/trust-domain");
        assertThat(mark).isSymbolicLink();

        assertThatThrownBy(() -> agent("north", TrustDomain.FREE, set(false, false)))
                .isInstanceOf(NixUnusableException.class)
                .hasMessageStartingWith(
                        "the Nix store is one that agents of the domain unfree build in: give this agent of"
                                + " the domain free one of its own with nix.store");

        Files.delete(mark);
        assertThatThrownBy(() -> agent("north", TrustDomain.FREE, set(false, false)))
                .as("what it has built is still there")
                .isInstanceOf(NixUnusableException.class);
        ProcessBuilder collector = new ProcessBuilder("nix-store", "--gc")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("collected").toFile());
        collector.environment().put("NIX_REMOTE", "local?root=" + folder.resolve("north/nix-root"));
        collector.environment().put("NIX_CONFIG", "build-users-group =\n");
        assertThat(collector.start().waitFor()).isZero();
        assertThat(agent("north", TrustDomain.FREE, set(false, false))).isNotNull();
    }

    @Test
    void a_store_that_is_damaged_is_the_agents_fault() throws Exception {
        NixBench agent = agent("north", TrustDomain.FREE, set(false, false));
        agent.prepare(HARMLESS);
        Path database = agent.folder().resolve("nix-root/nix/var/nix/db/db.sqlite");
        Files.write(database, new byte[(int) Files.size(database)]);
        for (String beside : List.of("-wal", "-shm")) {
            Files.deleteIfExists(database.resolveSibling("db.sqlite" + beside));
        }

        Failed failed = failed(agent.alone("strkit", Variant.WAVE, new CancelSignal()));

        assertThat(failed.kind()).isEqualTo(FailureKind.AGENT_FAULT);
        assertThat(builds()).isEmpty();
    }

    @Test
    void an_overlay_gives_a_package_its_version_and_its_source_the_hash_that_belongs_to_it() throws Exception {
        byte[] old = "one\n".getBytes(StandardCharsets.UTF_8);
        byte[] news = "two\n".getBytes(StandardCharsets.UTF_8);
        Map<String, byte[]> offered = new ConcurrentHashMap<>(Map.of("/fetched-1.0.txt", old));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] bytes = offered.get(exchange.getRequestURI().getPath());
            exchange.sendResponseHeaders(bytes == null ? 404 : 200, bytes == null ? -1 : bytes.length);
            if (bytes != null) {
                exchange.getResponseBody().write(bytes);
            }
            exchange.close();
        });
        server.start();
        try {
            SetDescription set = set(
                    Map.of(
                            "trouble",
                            "true",
                            "mirror",
                            "\"http://127.0.0.1:%d\""
                                    .formatted(server.getAddress().getPort())),
                    new BumpsBy.Overlay("overlays"));
            NixBench agent = agent("north", TrustDomain.FREE, set);
            Workspace.Bump bump = new Workspace.Bump("fetched", "1.0", "2.0", Optional.empty());

            Failed missing = failed(agent.prepare(bump));
            assertThat(missing.kind()).isEqualTo(FailureKind.FETCH_FAILED);
            assertThat(missing.message()).startsWith("the source of the new version cannot be fetched");
            offered.put("/fetched-2.0.txt", news);
            assertThat(agent.prepare(bump)).isInstanceOf(BuildOutcome.Prepared.class);

            assertThat(agent.job("fetched", Variant.WAVE).version()).isEqualTo("2.0");
            assertThat(agent.build("fetched", Variant.WAVE)).isInstanceOf(Succeeded.class);
            assertThat(agent.build("fetched", Variant.BASELINE)).isInstanceOf(Succeeded.class);
        } finally {
            server.stop(0);
        }
    }

    /** Store paths in a cache. */
    private static List<String> names(Path cache) throws IOException {
        try (Stream<Path> files = Files.list(cache)) {
            return files.filter(file -> file.toString().endsWith(".narinfo"))
                    .map(file -> {
                        try {
                            return Files.readAllLines(file).getFirst();
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    })
                    .toList();
        }
    }

    private NixBench agent(String name, TrustDomain domain, SetDescription set) throws Exception {
        return new NixBench(folder, name, domain, set, config(), List.of());
    }

    private NixConfig config() {
        return config(NixConfig.DEFAULT.room());
    }

    private NixConfig config(NixConfig.Room room) {
        return config(NixConfig.DEFAULT.evaluation(), room);
    }

    private NixConfig config(NixConfig.Evaluation evaluation) {
        return config(evaluation, NixConfig.DEFAULT.room());
    }

    private NixConfig config(NixConfig.Evaluation evaluation, NixConfig.Room room) {
        return new NixConfig(
                "",
                true,
                List.of("/bin", "/usr", "/lib", "/lib64", "/ledger=" + ledger),
                List.of(),
                List.of(),
                List.of(),
                "",
                evaluation,
                room);
    }

    @Test
    void what_nix_said_of_what_it_cannot_evaluate_any_more_is_kept() throws Exception {
        NixBench agent = agent("north", TrustDomain.FREE, set(false, false));
        assertThat(agent.prepare(new Workspace.Bump("strkit", "1.0", "3.0", Optional.empty())))
                .isInstanceOf(BuildOutcome.Prepared.class);

        Failed failed = failed(agent.build("strkit", Variant.WAVE));

        assertThat(failed.kind()).isEqualTo(FailureKind.EVALUATION_FAILED);
        agent.free().copyTo(failed.logHash().orElseThrow(), folder.resolve("said"));
        assertThat(folder.resolve("said")).content().contains("error:", "packages/strkit/3.0");
    }

    private static SetDescription set(boolean contentAddressed, boolean trouble) {
        return set(
                Map.of("contentAddressed", Boolean.toString(contentAddressed), "trouble", Boolean.toString(trouble)),
                new BumpsBy.Argument("bumps", Optional.of("changes")));
    }

    private static SetDescription set(Map<String, String> arguments, BumpsBy by) {
        return NixSamples.set(NixSamples.SAMPLE, arguments, by);
    }

    private List<String> builds() throws IOException {
        Path file = ledger.resolve("builds");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    private boolean begun(String name, int times) {
        try {
            return builds().stream().filter(line -> line.startsWith(name + " ")).count() >= times;
        } catch (IOException e) {
            return false;
        }
    }

    /** Processes that still are at something that was begun below the folder. */
    private static List<String> buildersOf(Path folder) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .map(process -> process.info().commandLine().orElse(""))
                .filter(line -> line.contains(folder.toString()) || line.contains("-build.sh"))
                .toList();
    }

    private static Failed failed(BuildOutcome outcome) {
        assertThat(outcome).isInstanceOf(Failed.class);
        return (Failed) outcome;
    }
}
