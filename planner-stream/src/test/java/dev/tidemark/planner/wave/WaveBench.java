package dev.tidemark.planner.wave;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.graph.PackageNode;
import dev.tidemark.planner.build.BuildInput;
import dev.tidemark.planner.build.Bump;
import dev.tidemark.planner.build.FailureKind;
import dev.tidemark.planner.testing.TestGraphs;
import dev.tidemark.planner.wave.WaveEvent.Report;
import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.Variant;
import dev.tidemark.schemas.identity.WaveId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A wave under test: tells it things, applies what it decides, and checks after every step what must always hold. */
final class WaveBench {

    private final WaveView view;
    private final List<WaveView.Change> applied = new ArrayList<>();
    private final List<WaveDecision.Demand> demands = new ArrayList<>();
    private final Set<JobLifecycle.Row> walked = new HashSet<>();
    private final Set<String> asked = new HashSet<>();

    private WaveBench(WavePlan plan) {
        this.view = WaveView.planned(plan);
    }

    /** A wave over these packages that bumps the one named; opened. */
    static WaveBench opened(String bumped, PackageNode... nodes) {
        WavePlan plan = PlanWave.plan(new WaveId("demo-1"), List.of(TestGraphs.bump(bumped)), TestGraphs.graph(nodes));
        return opened(plan);
    }

    static WaveBench opened(WavePlan plan) {
        WaveBench bench = new WaveBench(plan);
        bench.tell(new WaveEvent.Opened());
        return bench;
    }

    static WavePlan plan(List<Bump> bumps, PackageNode... nodes) {
        return PlanWave.plan(new WaveId("demo-1"), bumps, TestGraphs.graph(nodes));
    }

    WaveView view() {
        return view;
    }

    Set<JobLifecycle.Row> walked() {
        return walked;
    }

    /** Everything asked for so far, in order. */
    List<WaveDecision.Demand> demands() {
        return demands;
    }

    List<String> demanded(WaveDecision decision) {
        return decision.demands().stream()
                .map(demand -> name(demand.job()) + " " + demand.purpose())
                .toList();
    }

    WaveDecision tell(WaveEvent event) {
        WaveDraft draft = AdvanceWave.draft(view, event);
        WaveDecision decision = draft.decision();
        walked.addAll(draft.walked());
        for (WaveView.Change change : decision.changes()) {
            if (change instanceof WaveView.Change.JobChanged(int index, JobStatus status)) {
                assertOutcomeStays(index, status);
            }
            view.apply(change);
            applied.add(change);
        }
        demands.addAll(decision.demands());
        decision.demands().forEach(this::assertReleased);
        assertCountsAddUp();
        return decision;
    }

    WaveDecision started(String job) {
        return report(job, new Report.Started("agent-1"));
    }

    WaveDecision built(String job) {
        return report(job, new Report.Built(output(job)));
    }

    WaveDecision failed(String job) {
        return failed(job, "agent-1");
    }

    WaveDecision failed(String job, String agent) {
        return report(job, new Report.Failed(TestGraphs.failure(FailureKind.TEST_FAILED, agent)));
    }

    WaveDecision stuck(String job) {
        return report(job, new Report.Stuck("nobody fits"));
    }

    WaveDecision report(String job, Report report) {
        int number = number(job);
        return tell(new WaveEvent.JobReported(number, view.status(number).tries(), report));
    }

    JobStatus status(String job) {
        return view.status(number(job));
    }

    JobState state(String job) {
        return status(job).state();
    }

    List<String> roots(String job) {
        return status(job).roots().stream().map(this::name).toList();
    }

    /** {@code b} is the job with the bumps, {@code b/baseline} the one without. */
    int number(String job) {
        boolean baseline = job.endsWith("/baseline");
        String attribute = baseline ? job.substring(0, job.indexOf('/')) : job;
        int number = view.plan()
                .numberOf(new JobId(attribute, TestGraphs.SYSTEM, baseline ? Variant.BASELINE : Variant.WAVE));
        assertThat(number).as(job).isNotNegative();
        return number;
    }

    String name(int number) {
        JobId id = view.plan().job(number).id();
        return id.attribute() + (id.variant() == Variant.BASELINE ? "/baseline" : "");
    }

    static Sha256 output(String job) {
        return TestGraphs.hash("output of " + job);
    }

    /** What was applied, applied once more to a wave that was just planned, gives the same wave. */
    void assertReplays() {
        WaveView again = WaveView.planned(view.plan());
        applied.forEach(again::apply);
        assertSame(again);

        WaveView restored = WaveView.restored(view.plan(), view.state(), view.reason());
        for (int job = 0; job < view.plan().size(); job++) {
            if (view.status(job).state() != JobState.DORMANT) {
                restored.apply(new WaveView.Change.JobChanged(job, view.status(job)));
            }
        }
        assertSame(restored);
    }

    private void assertSame(WaveView other) {
        assertThat(other.state()).isEqualTo(view.state());
        assertThat(other.counts()).isEqualTo(view.counts());
        for (int job = 0; job < view.plan().size(); job++) {
            assertThat(other.status(job)).isEqualTo(view.status(job));
        }
    }

    private void assertOutcomeStays(int job, JobStatus next) {
        JobState before = view.status(job).state();
        if (before == JobState.SUCCEEDED || before == JobState.PREEXISTING || before == JobState.REGRESSED) {
            throw new AssertionError("%s was %s and became %s".formatted(name(job), before, next.state()));
        }
    }

    private void assertReleased(WaveDecision.Demand demand) {
        assertThat(asked.add(demand.job() + "#" + demand.tries()))
                .as("one demand a try")
                .isTrue();
        assertThat(demand.tries()).isEqualTo(view.status(demand.job()).tries());
        for (int need : view.plan().dependenciesOf(demand.job())) {
            assertThat(view.status(need).state())
                    .as("%s needs %s", name(demand.job()), name(need))
                    .isEqualTo(JobState.SUCCEEDED);
            assertThat(demand.spec().inputs().stream()
                            .filter(input -> input.attribute()
                                    .equals(view.plan().job(need).id().attribute()))
                            .map(BuildInput::outputHash))
                    .containsExactly(view.status(need).outputHash());
        }
    }

    private void assertCountsAddUp() {
        assertThat(view.counts().values().stream().mapToInt(Integer::intValue).sum())
                .isEqualTo(view.plan().waveJobs());
    }
}
