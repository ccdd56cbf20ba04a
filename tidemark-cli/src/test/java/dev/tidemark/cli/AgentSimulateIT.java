package dev.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.command.ExitCodes;
import dev.tidemark.cli.farm.EmbeddedFarm;
import dev.tidemark.cli.farm.FarmEnrolments;
import dev.tidemark.cli.farm.FarmFolder;
import dev.tidemark.cli.farm.FarmTopic;
import dev.tidemark.cli.farm.Intake;
import dev.tidemark.cli.graph.FarmGraph;
import dev.tidemark.cli.simulated.DrawnStory;
import dev.tidemark.cli.simulated.SimulatedAgents;
import dev.tidemark.cli.simulated.TimedBuilds;
import dev.tidemark.graph.PackageGraph;
import dev.tidemark.graph.impact.BuildTimes;
import dev.tidemark.planner.policy.Policy;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.Breakage;
import dev.tidemark.schemas.event.BumpKind;
import dev.tidemark.schemas.event.StateCount;
import dev.tidemark.schemas.event.Wave;
import dev.tidemark.schemas.event.WaveState;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.signature.SigningKey;
import dev.tidemark.schemas.wire.RegistrySettings;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.virtual.DrawnBuilds;
import dev.tidemark.virtual.Needs;
import dev.tidemark.virtual.Simulation;
import dev.tidemark.virtual.SimulationReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real farm whose agents are simulated, and a simulation of the same. */
final class AgentSimulateIT {

    private static final int AGENTS = 4;
    private static final int DEPENDENTS = 60;
    private static final double FAILURE_RATE = 0.1;
    private static final long SEED = 3;
    private static final double SPEED = 5_000;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    @TempDir
    private Path folder;

    @Test
    void a_wave_of_a_real_farm_ends_as_the_simulation_has_it() throws Exception {
        try (FarmFolder data = FarmFolder.take(folder.resolve("farm"));
                EmbeddedFarm farm = EmbeddedFarm.start(withoutAgents(data), part -> {})) {
            String at = farm.settings().brokers();
            String imported = InThisProcess.run(
                    ExitCodes.OK, "graph", "import", graph().toString(), "--set", "drawn", "--farm", at);
            assertThat(imported).contains("drawn");
            PackageGraph graph = FarmGraph.read(farm.settings(), Optional.of("drawn"));
            DrawnStory story = new DrawnStory(new DrawnBuilds(graph, FAILURE_RATE, SEED, BuildTimes.none()), SPEED);
            Needs needs = Needs.of(graph);
            List<SimulatedAgents.Kind> kinds = needs.pools().stream()
                    .map(pool -> new SimulatedAgents.Kind("simulated-" + pool, AGENTS, pool, needs.features(), 1))
                    .toList();

            Wave ended;
            try (TimedBuilds builds = new TimedBuilds(story);
                    SimulatedAgents agents = SimulatedAgents.start(farm.settings(), "tests", kinds, builds, story)) {
                new Intake(farm.settings())
                        .publishBump(new PackageId("drawn", "base"), "2", BumpKind.ROUTINE, "tester");
                ended = await(() -> wave(farm.settings()));
                agents.requireWell();
            }

            SimulationReport simulated = simulated(graph);
            Map<String, Integer> expected = new TreeMap<>();
            simulated.jobs().forEach((state, jobs) -> expected.put(state.name(), jobs));
            assertThat(expected).containsKeys("SUCCEEDED", "REGRESSED");
            Map<String, Integer> counted = new TreeMap<>();
            ended.getCounts().stream()
                    .filter(count -> count.getJobs() > 0)
                    .forEach((StateCount count) -> counted.put(count.getState(), count.getJobs()));
            assertThat(counted).isEqualTo(expected);
            assertThat(await(() ->
                            Optional.of(breakages(farm.settings())).filter(count -> count >= simulated.breakages())))
                    .isEqualTo(simulated.breakages());
            assertThat(story.told()).matches("(?s)\\d+ builds simulated, [1-9].*");
        }
    }

    @Test
    void a_farm_with_real_agents_is_none_for_simulated_ones() throws Exception {
        try (FarmFolder data = FarmFolder.take(folder.resolve("farm"));
                EmbeddedFarm farm = EmbeddedFarm.start(withoutAgents(data), part -> {})) {
            FarmEnrolments.put(
                    farm.settings(),
                    FarmEnrolments.first(
                                    Pool.parse("x86_64-linux.free"),
                                    "builder-7",
                                    SigningKey.generate().publicKey(),
                                    "ada",
                                    Instant.EPOCH)
                            .build());

            assertThat(InThisProcess.run(
                            ExitCodes.USAGE,
                            "agent",
                            "simulate",
                            "--farm",
                            farm.settings().brokers()))
                    .contains("real agents (builder-7)", "tidemark up --no-agent");
        }
    }

    private static EmbeddedFarm.Options withoutAgents(FarmFolder data) {
        return new EmbeddedFarm.Options(
                data,
                1,
                1,
                0,
                RegistrySettings.WITHOUT_SERVER,
                Map.of(),
                List.of(),
                0,
                Duration.ofMinutes(10),
                Map.of(),
                Optional.empty(),
                Map.of("pace.group-wait", "10ms"));
    }

    private Path graph() throws IOException {
        StringBuilder lines = new StringBuilder(line("base", "1", ""));
        for (int number = 0; number < DEPENDENTS; number++) {
            lines.append(line("on" + number, "1", "base"));
            lines.append(line("top" + number, "1", "on" + number));
        }
        return Files.writeString(folder.resolve("drawn.jsonl"), lines);
    }

    private static String line(String attribute, String version, String needs) {
        String dependencies = needs.isEmpty() ? "" : "{\"attribute\":\"%s\",\"kinds\":[\"build\"]}".formatted(needs);
        return "{\"attribute\":\"%s\",\"version\":\"%s\",\"systems\":[\"x86_64-linux\"],\"dependencies\":[%s]}%n"
                .formatted(attribute, version, dependencies);
    }

    private static SimulationReport simulated(PackageGraph graph) {
        Simulation.Question question = new Simulation.Question(
                graph,
                List.of(new Simulation.TimedBump(Instant.EPOCH, "base", "1", "2")),
                AGENTS,
                FAILURE_RATE,
                SEED,
                BuildTimes.none(),
                Policy.NONE,
                false);
        return Simulation.of(question, (bump, at) -> {});
    }

    private static Optional<Wave> wave(FarmSettings farm) {
        return new FarmTopic<>(farm, Topics.WAVE, Wave.class)
                .newest(key -> true).values().stream()
                        .filter(wave -> wave.getState() == WaveState.RED || wave.getState() == WaveState.GREEN)
                        .findFirst();
    }

    private static int breakages(FarmSettings farm) {
        return new FarmTopic<>(farm, Topics.BREAKAGE, Breakage.class)
                .newest(key -> true)
                .size();
    }

    private static <T> T await(Supplier<Optional<T>> found) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Optional<T> there = found.get();
        while (there.isEmpty()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(LOOK_AGAIN);
            there = found.get();
        }
        return there.orElseThrow();
    }
}
