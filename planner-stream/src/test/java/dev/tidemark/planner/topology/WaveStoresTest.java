package dev.tidemark.planner.topology;

import static dev.tidemark.planner.testing.TestGraphs.bump;
import static dev.tidemark.planner.testing.TestGraphs.node;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
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
        stores.add(WaveView.planned(estimate), new OpenWave("demo", List.of(bumpOf("a")), 1L, null), null);
        tell(new WaveEvent.Opened());
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
        WaveView view = taken(wave);
        WaveDecision decision = AdvanceWave.decide(view, event);
        decision.changes().forEach(view::apply);
        for (WaveView.Change change : decision.changes()) {
            switch (change) {
                case WaveView.Change.JobChanged(int index, var status) -> stores.put(wave, index, status);
                case WaveView.Change.WaveChanged changed -> stores.keep(view);
                case WaveView.Change.ProbesAdded(WavePlan plan, int first) -> stores.add(plan, first);
                case WaveView.Change.Heard heard -> stores.put(wave, heard);
                case WaveView.Change.HeardForgotten forgotten -> stores.forgetHeard(wave);
                case WaveView.Change.Frozen frozen -> stores.freeze(view);
            }
        }
        return decision;
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
        assertThat(kept(PlannerStores.WAVE_JOBS))
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
        stores.add(WaveView.planned(plan), new OpenWave("demo", List.of(bumpOf("a"), bumpOf("b")), 1L, null), null);
        tell(wave, new WaveEvent.Opened());
        for (String job :
                List.of("a/wave", "b/wave", "top/wave!", "top/wave!", "a/baseline", "b/baseline", "top/baseline")) {
            end(wave, job);
        }
        long jobs = kept(PlannerStores.WAVE_JOBS);
        assertThat(jobs).isEqualTo(estimate.size() + plan.size() + 1L);

        end(wave, "top/probe@1!");

        WaveView judged = taken(wave);
        int top = judged.plan().numberOf(id("top/wave"));
        assertThat(judged.status(top).state()).isEqualTo(JobState.REGRESSED);
        assertThat(Blame.of(judged, top).bumps()).extracting(Bump::attribute).containsExactly("a");
        stores.finish(judged);
        stores.letGo();
        assertThat(kept(PlannerStores.WAVE_JOBS)).isEqualTo(estimate.size());
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
