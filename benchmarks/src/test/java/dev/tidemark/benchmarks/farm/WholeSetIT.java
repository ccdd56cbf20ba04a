package dev.tidemark.benchmarks.farm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.benchmarks.plan.Sample;
import dev.tidemark.cli.broker.EmbeddedCluster;
import dev.tidemark.cli.farm.FarmTopic;
import dev.tidemark.cli.farm.Intake;
import dev.tidemark.cli.farm.Provisioning;
import dev.tidemark.cli.simulated.SimulatedAgents;
import dev.tidemark.cli.simulated.TimedBuilds;
import dev.tidemark.graph.EdgeKind;
import dev.tidemark.graph.PackageGraph;
import dev.tidemark.intake.ImportProgress;
import dev.tidemark.intake.SetGraph;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.BumpKind;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.JobEvent;
import dev.tidemark.schemas.event.JobState;
import dev.tidemark.schemas.event.Purpose;
import dev.tidemark.schemas.event.Variant;
import dev.tidemark.schemas.event.Wave;
import dev.tidemark.schemas.event.WaveEnd;
import dev.tidemark.schemas.event.WaveState;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.ServiceException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole of nixpkgs 17.09 rebuilt for a bump of glibc, on a real broker, by planners in processes of their own which are
 * killed at random moments while the broker is restarted and a second planner takes over. {@code -Dkills=N} kills so often.
 */
final class WholeSetIT {

    private static final int KILLS = Integer.getInteger("kills", 4);
    private static final Duration PATIENCE = Duration.ofMinutes(15);
    private static final int PARTITIONS = 2;
    private static final Set<JobState> OUTCOMES = EnumSet.of(
            JobState.SUCCEEDED,
            JobState.UNCHANGED,
            JobState.PREEXISTING,
            JobState.EXCLUDED,
            JobState.CANCELLED,
            JobState.REGRESSED,
            JobState.BLOCKED,
            JobState.STUCK);

    /** What glibc reaches in the sample, itself included. */
    private static final int JOBS = 13_792;

    /** What a job takes at most of a planner's disk, once its wave stands, as docs/operate-and-debug.md says. */
    private static final int MOST_BYTES = 2_000;

    /** What a wave of the whole set takes, about. */
    private static final int ANSWERS = 14_000;

    private static final String BUMPED = "glibc";
    private static final String TO = "2.27";

    @TempDir
    private Path folder;

    private final Random random = new Random(Long.getLong("seed", 1));
    private final AgentLedger ledger = new AgentLedger();
    private final int port = freePort();
    private EmbeddedCluster cluster;
    private FarmSettings farm;
    private final List<PlannerProcess> planners = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // JUnit calls start before each test.
    WholeSetIT() {}

    @BeforeEach
    void start() throws Exception {
        cluster = EmbeddedCluster.start(folder.resolve("broker"), 1, port);
        farm = FarmSettings.at(cluster.bootstrapServers());
        Provisioning.applyTopics(farm, new Provisioning.Width(OptionalInt.of(PARTITIONS), OptionalInt.of(1)));
    }

    @AfterEach
    void stop() {
        planners.forEach(PlannerProcess::close);
        cluster.close();
    }

    @Test
    void every_job_of_the_whole_set_ends_once_although_planners_are_killed_and_the_broker_is_restarted()
            throws Exception {
        SetGraph set = Sample.set(Path.of("..").toAbsolutePath().normalize());
        PackageGraph graph = set.toGraph(EnumSet.allOf(EdgeKind.class));
        publish(set);
        PlannerProcess planner = nextPlanner();
        ChosenBuilds chosen = new ChosenBuilds(graph, BUMPED, TO);
        try (TimedBuilds builds = new TimedBuilds(chosen);
                SimulatedAgents agents = SimulatedAgents.start(farm, "test", kinds(), builds, ledger)) {
            new Intake(farm).publishBump(new PackageId(graph.set(), BUMPED), TO, BumpKind.ROUTINE, "watcher");
            for (int kill = 0; kill < KILLS; kill++) {
                awaitAnswers();
                planner = disturb(kill, planner);
            }
            awaitRed();
        }

        SortedMap<String, JobState> expected = expected(graph, chosen);
        assertThat(expected).hasSize(JOBS);
        assertThat(ledger.problems()).isEmpty();
        for (Purpose again : List.of(Purpose.CONFIRM, Purpose.INFRA_RETRY)) {
            assertThat(ledger.asked(again)).as("%s", again).isPositive();
        }
        assertBuiltOnce(expected);
        assertOutcomes(expected);
        assertMeasured(planner, graph);
        assertDisk(planner);
        assertThat(new FarmTopic<>(farm, Topics.WAVE_END, WaveEnd.class).all()).hasSize(1);
        assertThat(new FarmTopic<>(farm, Topics.JOB_EVENT, JobEvent.class)
                        .all().stream().filter(event -> event.getSucceeded().isPresent()))
                .as("each success is told once")
                .doesNotHaveDuplicates();
    }

    /** An import that a slow machine gave up may be repeated. */
    private void publish(SetGraph set) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        boolean published = false;
        while (!published) {
            try {
                new Intake(farm).publish(set, ImportProgress.SILENT);
                published = true;
            } catch (ServiceException e) {
                assertThat(System.nanoTime()).as("%s", e.getMessage()).isLessThan(deadline);
            }
        }
    }

    /** Returns the planner that is there then. */
    private PlannerProcess disturb(int kill, PlannerProcess running) throws InterruptedException {
        switch (kill % 4) {
            case 1 -> {
                running.process().kill();
                restartBroker();
                running.process().startAgain();
            }
            case 2 -> {
                PlannerProcess second = nextPlanner();
                second.awaitReady();
                running.process().kill();
                return second;
            }
            case 3 -> {
                restartBroker();
                running.process().kill();
                running.process().startAgain();
            }
            default -> {
                running.process().kill();
                running.process().startAgain();
            }
        }
        return running;
    }

    private void restartBroker() throws InterruptedException {
        cluster.close();
        cluster = EmbeddedCluster.start(folder.resolve("broker"), 1, port);
    }

    private PlannerProcess nextPlanner() {
        PlannerProcess planner =
                new PlannerProcess(farm, "planner-" + (planners.size() + 1), folder, freePort(), List.of());
        planners.add(planner);
        return planner;
    }

    private static List<SimulatedAgents.Kind> kinds() {
        List<String> features = List.of("big-parallel", "kvm", "nixos-test");
        return List.of(
                new SimulatedAgents.Kind("free", 60, Pool.parse("x86_64-linux.free"), features, 4),
                new SimulatedAgents.Kind("unfree", 6, Pool.parse("x86_64-linux.unfree"), features, 4));
    }

    /** Until so many more builds were answered as fate has it. */
    private void awaitAnswers() throws InterruptedException {
        long enough = ledger.answers() + random.nextInt(2 * ANSWERS / (KILLS + 1));
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (ledger.answers() < Math.min(enough, ANSWERS * 9 / 10)) {
            assertThat(System.nanoTime())
                    .as("only %,d answers", ledger.answers())
                    .isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    private void awaitRed() throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        FarmTopic<Wave> waves = new FarmTopic<>(farm, Topics.WAVE, Wave.class);
        SortedMap<String, Wave> newest = waves.newest(wave -> true);
        while (newest.size() != 1 || newest.firstEntry().getValue().getState() != WaveState.RED) {
            assertThat(System.nanoTime())
                    .as("%s; answers: %,d", newest, ledger.answers())
                    .isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(200);
            newest = waves.newest(wave -> true);
        }
    }

    /** By attribute. */
    private static SortedMap<String, JobState> expected(PackageGraph graph, ChosenBuilds builds) {
        int[] affected = graph.affectedBy(new int[] {graph.indexOf(BUMPED).orElseThrow()});
        int[] heldUpBy = graph.heldUpBy(graph::isRefused, every -> true);
        SortedMap<String, JobState> expected = new TreeMap<>();
        for (int each : affected) {
            boolean never = heldUpBy[each] >= 0;
            String attribute = graph.attribute(each);
            expected.put(attribute, never ? JobState.EXCLUDED : builds.outcome(attribute));
        }
        return expected;
    }

    /** As the agents themselves wrote it down. */
    private void assertBuiltOnce(SortedMap<String, JobState> expected) {
        SortedMap<String, List<AgentLedger.Story>> ofTheWave = new TreeMap<>();
        for (AgentLedger.Story story : ledger.stories()) {
            Purpose first = story.purposes().getFirst();
            if (first == Purpose.BUILD) {
                ofTheWave
                        .computeIfAbsent(story.attribute(), attribute -> new ArrayList<>())
                        .add(story);
            } else {
                assertThat(first).as("%s", story).isIn(Purpose.BASELINE, Purpose.INPUT);
                assertThat(story.built()).as("%s", story).isLessThanOrEqualTo(1);
            }
        }
        expected.forEach((attribute, outcome) -> {
            List<AgentLedger.Story> stories = ofTheWave.getOrDefault(attribute, List.of());
            if (outcome == JobState.EXCLUDED) {
                assertThat(stories).as("%s is never built", attribute).isEmpty();
            } else {
                assertThat(stories).as("one key of %s", attribute).hasSize(1);
                assertThat(stories.getFirst().built())
                        .as("%s, which is to be %s", stories, outcome)
                        .isEqualTo(outcome == JobState.SUCCEEDED ? 1 : 0);
            }
        });
        assertThat(expected.keySet()).as("nothing else is built for the wave").containsAll(ofTheWave.keySet());
    }

    /** Levels are looked at every few seconds. */
    private static void assertMeasured(PlannerProcess planner, PackageGraph graph) throws InterruptedException {
        List<String> expected = List.of(
                "planner_waves{set=\"%s\",state=\"red\"} 1.0".formatted(graph.set()),
                "planner_queue{kind=\"routine\",pool=\"x86_64-linux.free\"} 0.0",
                "planner_queue_age_seconds{kind=\"routine\",pool=\"x86_64-linux.free\"} 0.0");
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        List<String> said = planner.metrics().lines().toList();
        while (!said.containsAll(expected)) {
            assertThat(System.nanoTime()).as("%s", said).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(200);
            said = planner.metrics().lines().toList();
        }
        assertThat(said).noneMatch(line -> line.contains(BUMPED));
    }

    /** Of a planner that has ended in order, so that all that it keeps is on its disk. */
    private void assertDisk(PlannerProcess planner) throws IOException, InterruptedException {
        planner.process().stop();
        long bytes = planner.stateBytes();
        System.out.printf("planner's state folder: %,d bytes, %,d a job%n", bytes, bytes / JOBS);
        assertThat(bytes / JOBS).isBetween(1L, (long) MOST_BYTES);
    }

    private void assertOutcomes(SortedMap<String, JobState> expected) {
        SortedMap<String, List<JobState>> seen = new TreeMap<>();
        for (Job job : new FarmTopic<>(farm, Topics.JOB, Job.class).all()) {
            if (job.getJob().getVariant() == Variant.WAVE) {
                seen.computeIfAbsent(job.getJob().getAttribute(), first -> new ArrayList<>())
                        .add(job.getState());
            }
        }
        SortedMap<String, JobState> ended = new TreeMap<>();
        seen.forEach((attribute, states) -> {
            assertThat(states.stream().filter(OUTCOMES::contains))
                    .as("outcomes of %s", attribute)
                    .hasSize(1);
            ended.put(attribute, states.getLast());
        });
        assertThat(ended).isEqualTo(expected);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
