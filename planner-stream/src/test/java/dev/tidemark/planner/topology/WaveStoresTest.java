package dev.tidemark.planner.topology;

import static dev.tidemark.planner.testing.TestGraphs.bump;
import static dev.tidemark.planner.testing.TestGraphs.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.graph.PackageNode;
import dev.tidemark.planner.build.Bump;
import dev.tidemark.planner.build.EvaluatedJob;
import dev.tidemark.planner.build.FailureKind;
import dev.tidemark.planner.build.WaveTerms;
import dev.tidemark.planner.build.Workspace;
import dev.tidemark.planner.testing.TestGraphs;
import dev.tidemark.planner.wave.AdvanceWave;
import dev.tidemark.planner.wave.Blame;
import dev.tidemark.planner.wave.JobState;
import dev.tidemark.planner.wave.PlanWave;
import dev.tidemark.planner.wave.Prospects;
import dev.tidemark.planner.wave.WaveDecision;
import dev.tidemark.planner.wave.WaveEvent;
import dev.tidemark.planner.wave.WaveEvent.Report;
import dev.tidemark.planner.wave.WavePlan;
import dev.tidemark.planner.wave.WaveState;
import dev.tidemark.planner.wave.WaveView;
import dev.tidemark.schemas.event.BumpKind;
import dev.tidemark.schemas.event.BumpRef;
import dev.tidemark.schemas.event.OpenWave;
import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.Variant;
import dev.tidemark.schemas.identity.WaveId;
import dev.tidemark.schemas.store.WaveJob;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of a wave that is being prepared when another process takes it over. */
final class WaveStoresTest {

    private static final WaveId WAVE = new WaveId("demo-1");
    private static final Sha256 WORKSPACE = TestGraphs.hash("workspace");

    private final WavePlan estimate = TestGraphs.plan(
            List.of(bump("a")), TestGraphs.estimate(List.of(node("a"), node("b", "a"), node("c", "b"))));
    private final List<EvaluatedJob> rows = TestGraphs.evaluation(estimate).subList(0, 2);

    @TempDir
    private Path folder;

    private MockProcessorContext<Void, Void> context;
    private WaveStores stores;

    @BeforeEach
    void open() {
        context = new MockProcessorContext<>(new Properties(), new TaskId(0, 0), folder.toFile());
        for (StoreBuilder<?> builder : new PlannerStores(PlannerBench.serdes()).advanceWave()) {
            StateStore store = builder.withLoggingDisabled().build();
            store.init(context.getStateStoreContext(), store);
            context.addStateStore(store);
        }
        stores = new WaveStores(context);
        open(estimate, "a");
    }

    private void open(WavePlan plan, String... bumped) {
        WaveView planned = WaveView.planned(plan);
        List<BumpRef> bumps = Stream.of(bumped).map(WaveStoresTest::bumpOf).toList();
        stores.add(planned, new OpenWave("demo", bumps, 1L, null), null);
        var unused = tell(planned, new WaveEvent.Opened());
    }

    private static BumpRef bumpOf(String attribute) {
        return BumpRef.newBuilder()
                .setAttribute(attribute)
                .setFrom("1.0")
                .setTo("2.0")
                .setKind(BumpKind.ROUTINE)
                .setPublisher("watcher")
                .build();
    }

    @AfterEach
    void close() {
        new PlannerStores(PlannerBench.serdes())
                .advanceWave()
                .forEach(builder -> context.getStateStore(builder.name()).close());
    }

    /** As another process reads it. */
    private WaveView taken() {
        return taken(WAVE);
    }

    private WaveView taken(WaveId wave) {
        stores = new WaveStores(context);
        return stores.view(wave, Objects.requireNonNull(stores.planned(wave.value())));
    }

    private WaveDecision tell(WaveEvent event) {
        return tell(WAVE, event);
    }

    private WaveDecision tell(WaveId wave, WaveEvent event) {
        return tell(taken(wave), event);
    }

    private WaveDecision tell(WaveView view, WaveEvent event) {
        WaveId wave = view.plan().wave();
        WaveDecision decision = AdvanceWave.decide(view, event);
        decision.changes().forEach(view::apply);
        for (WaveView.Change change : decision.changes()) {
            switch (change) {
                case WaveView.Change.JobChanged(int index, var status) -> stores.put(view, index, status);
                case WaveView.Change.WaveChanged changed -> stores.keep(view);
                case WaveView.Change.ProbesAdded(WavePlan plan, int first) -> stores.add(plan, first);
                case WaveView.Change.Heard heard -> stores.put(wave, heard);
                case WaveView.Change.HeardForgotten forgotten -> stores.forgetHeard(wave);
                case WaveView.Change.Frozen frozen -> stores.freeze(view);
            }
        }
        assertIsRead(wave, view);
        return decision;
    }

    private void assertIsRead(WaveId wave, WaveView view) {
        WaveView read = taken(wave);
        assertThat(read.state()).isEqualTo(view.state());
        assertThat(read.counts()).isEqualTo(view.counts());
        assertThat(read.plan().size()).isEqualTo(view.plan().size());
        for (int job = 0; job < view.plan().size(); job++) {
            assertThat(read.plan().job(job)).isEqualTo(view.plan().job(job));
            assertThat(read.status(job)).isEqualTo(view.status(job));
        }
    }

    private long keptJobs() {
        KeyValueStore<String, WaveJob> rows = context.getStateStore(PlannerStores.WAVE_JOBS);
        try (KeyValueIterator<String, WaveJob> all = rows.all()) {
            long count = 0;
            while (all.hasNext()) {
                WaveJob row = all.next().value;
                count += 1 + row.getFollowing().size() + row.getBumped().size();
            }
            return count;
        }
    }

    private WaveDecision report(Report report) {
        return tell(new WaveEvent.JobReported(WavePlan.PREPARATION, 1, report));
    }

    private long kept(String store) {
        KeyValueStore<String, ?> rows = context.getStateStore(store);
        try (KeyValueIterator<String, ?> all = rows.all()) {
            long count = 0;
            for (; all.hasNext(); all.next()) {
                count++;
            }
            return count;
        }
    }

    @Test
    void parts_that_one_process_heard_are_frozen_by_another() {
        report(new Report.Evaluated("x-1", 0, rows.subList(0, 1)));
        report(new Report.Evaluated("x-1", 1, rows.subList(1, 2)));
        assertThat(taken().state()).isEqualTo(WaveState.PREPARING);
        assertThat(kept(PlannerStores.EVALUATIONS)).isEqualTo(2);

        report(new Report.Prepared("x-1", WORKSPACE, 2, "north", Duration.ofMinutes(1)));

        WaveView open = taken();
        assertThat(open.state()).isEqualTo(WaveState.OPEN);
        assertThat(open.plan().workspace()).isEqualTo(new Workspace.Published(WORKSPACE));
        assertThat(open.plan().waveJobs()).isEqualTo(2);
        assertThat(kept(PlannerStores.EVALUATIONS)).isZero();
        assertThat(keptJobs())
                .as("nothing of the estimate is left")
                .isEqualTo(open.plan().size());
    }

    @Test
    void a_probe_that_one_process_asked_for_is_judged_by_another() {
        WaveId wave = new WaveId("demo-2");
        WavePlan plan = PlanWave.plan(
                wave,
                List.of(bump("a"), bump("b")),
                WaveTerms.NONE,
                TestGraphs.graph(node("a"), node("b"), node("top", "a", "b")),
                Prospects.UNKNOWN);
        open(plan, "a", "b");
        for (String job :
                List.of("a/wave", "b/wave", "top/wave!", "top/wave!", "a/baseline", "b/baseline", "top/baseline")) {
            end(wave, job);
        }
        assertThat(keptJobs()).isEqualTo(estimate.size() + plan.size() + 1L);

        end(wave, "top/probe@1!");

        WaveView judged = taken(wave);
        int top = judged.plan().numberOf(id("top/wave"));
        assertThat(judged.status(top).state()).isEqualTo(JobState.REGRESSED);
        assertThat(Blame.of(judged, top).bumps()).extracting(Bump::attribute).containsExactly("a");
        stores.finish(judged);
        stores.letGo();
        assertThat(keptJobs()).isEqualTo(estimate.size());
    }

    @Test
    void what_waits_in_a_large_wave_has_no_row_of_its_own_until_something_happens_to_it() {
        WaveId wave = new WaveId("demo-3");
        PackageNode[] nodes = IntStream.range(0, 600)
                .mapToObj(number -> number == 0 ? node("a") : node("p" + number, "a"))
                .toArray(PackageNode[]::new);
        WavePlan plan =
                PlanWave.plan(wave, List.of(bump("a")), WaveTerms.NONE, TestGraphs.graph(nodes), Prospects.UNKNOWN);
        long before = kept(PlannerStores.JOB_STATES);
        open(plan, "a");
        assertThat(kept(PlannerStores.JOB_STATES) - before)
                .as("the bumped one is asked for")
                .isEqualTo(1);

        end(wave, "a/wave");

        assertThat(kept(PlannerStores.JOB_STATES) - before).isEqualTo(600);
        assertThat(taken(wave).counts()).containsEntry(JobState.READY, 599);
        stores.finish(taken(wave));
        for (int times = 0; times < 3; times++) {
            stores.letGo();
        }
        assertThat(kept(PlannerStores.JOB_STATES)).isEqualTo(before);
        assertThat(keptJobs()).isEqualTo(estimate.size());
    }

    /** @param job {@code top/probe@1}, with an exclamation mark when it fails */
    private void end(WaveId wave, String job) {
        boolean fails = job.endsWith("!");
        WaveView view = taken(wave);
        int number = view.plan().numberOf(id(fails ? job.substring(0, job.length() - 1) : job));
        Report report = fails
                ? new Report.Failed(TestGraphs.failure(FailureKind.BUILD_FAILED, "north"), Duration.ofMinutes(1))
                : new Report.Built(TestGraphs.hash(job), Duration.ofMinutes(1));
        tell(wave, new WaveEvent.JobReported(number, view.status(number).tries(), report));
    }

    private static JobId id(String job) {
        String[] parts = job.split("[/@]", -1);
        Variant variant = Variant.valueOf(parts[1].toUpperCase(Locale.ROOT));
        return new JobId(parts[0], TestGraphs.SYSTEM, variant, variant == Variant.PROBE ? parts[2] : "");
    }

    @Test
    void what_was_heard_of_a_preparation_that_failed_is_forgotten_and_how_it_failed_is_not() {
        report(new Report.Evaluated("x-1", 0, rows));

        WaveDecision again =
                report(new Report.Failed(TestGraphs.failure(FailureKind.BUILD_FAILED, "north"), Duration.ofMinutes(1)));

        assertThat(again.demands()).hasSize(1);
        assertThat(kept(PlannerStores.EVALUATIONS)).isZero();
        assertThat(taken().preparation()).satisfies(preparation -> {
            assertThat(preparation.tries()).isEqualTo(2);
            assertThat(preparation.avoid()).containsExactly("north");
            assertThat(preparation.failure()).isNotNull();
        });
        assertThat(taken().plan().isEstimate()).isTrue();
    }
}
