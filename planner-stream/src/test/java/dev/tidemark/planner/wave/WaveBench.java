package dev.tidemark.planner.wave;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.graph.PackageNode;
import dev.tidemark.planner.build.BuildFailure;
import dev.tidemark.planner.build.BuildInput;
import dev.tidemark.planner.build.Bump;
import dev.tidemark.planner.build.EvaluatedJob;
import dev.tidemark.planner.build.FailureChance;
import dev.tidemark.planner.build.FailureKind;
import dev.tidemark.planner.build.FlakeScore;
import dev.tidemark.planner.build.Purpose;
import dev.tidemark.planner.build.WaveTerms;
import dev.tidemark.planner.build.Workspace;
import dev.tidemark.planner.testing.TestGraphs;
import dev.tidemark.planner.wave.WaveEvent.Report;
import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.Variant;
import dev.tidemark.schemas.identity.WaveId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.assertj.core.groups.Tuple;

/** A wave under test: tells it things, applies what it decides, and checks after every step what must always hold. */
final class WaveBench {

    static final Duration MINUTE = Duration.ofMinutes(1);
    static final Sha256 WORKSPACE = TestGraphs.hash("workspace");

    private final WavePlan opened;
    private final WaveView view;
    private final List<WaveView.Change> applied = new ArrayList<>();
    private final List<WaveDecision.Demand> demands = new ArrayList<>();
    private final List<WaveDecision.Demand> askedAgain = new ArrayList<>();
    private final Set<JobLifecycle.Row> walked = new HashSet<>();
    private final Set<WaveLifecycle.Row> waveWalked = new HashSet<>();
    private final Set<String> asked = new HashSet<>();
    /** By demand: how often each of its inputs had been lost. */
    private final Map<String, Map<Integer, Integer>> lossesWhenAsked = new TreeMap<>();

    private WaveBench(WavePlan plan) {
        this.opened = plan;
        this.view = WaveView.planned(plan);
    }

    /** A wave over these packages that bumps the one named; opened. */
    static WaveBench opened(String bumped, PackageNode... nodes) {
        return opened(WaveTerms.NONE, bumped, nodes);
    }

    static WaveBench opened(WaveTerms terms, String bumped, PackageNode... nodes) {
        return opened(PlanWave.plan(
                new WaveId("demo-1"),
                List.of(TestGraphs.bump(bumped)),
                terms,
                TestGraphs.graph(nodes),
                Prospects.UNKNOWN));
    }

    /** A wave in which one package is known to fail by chance three times in twenty. */
    static WaveBench openedWithAFlaky(String flaky, String bumped, PackageNode... nodes) {
        return opened(PlanWave.plan(
                new WaveId("demo-1"),
                List.of(TestGraphs.bump(bumped)),
                WaveTerms.NONE,
                TestGraphs.graph(nodes),
                knowing(Set.of(flaky))));
    }

    /** Nothing is known but that some packages fail by chance three times in twenty. */
    static Prospects knowing(Set<String> flaky) {
        return Prospects.UNKNOWN.withFlakeScores(
                (attribute, system) -> flaky.contains(attribute) ? new FlakeScore(3, 17) : FlakeScore.UNKNOWN);
    }

    /** A wave in which it is known that none of the last twenty builds of one package succeeded. */
    static WaveBench openedWithABroken(String broken, String bumped, PackageNode... nodes) {
        Prospects learnt = Prospects.UNKNOWN.withFailureChances(
                (attribute, system) -> attribute.equals(broken) ? FailureChance.of(0, 20) : FailureChance.UNKNOWN);
        return opened(PlanWave.plan(
                new WaveId("demo-1"),
                List.of(TestGraphs.bump(bumped)),
                WaveTerms.NONE,
                TestGraphs.graph(nodes),
                learnt));
    }

    static WaveBench opened(WavePlan plan) {
        WaveBench bench = new WaveBench(plan);
        bench.tell(new WaveEvent.Opened());
        return bench;
    }

    static WavePlan plan(List<Bump> bumps, PackageNode... nodes) {
        return TestGraphs.plan(bumps, TestGraphs.graph(nodes));
    }

    WaveView view() {
        return view;
    }

    Set<JobLifecycle.Row> walked() {
        return walked;
    }

    Set<WaveLifecycle.Row> waveWalked() {
        return waveWalked;
    }

    /** Everything asked for so far, in order. */
    List<WaveDecision.Demand> demands() {
        return demands;
    }

    /** Everything of which it was asked so far what became, in order. */
    List<WaveDecision.Demand> askedAgain() {
        return askedAgain;
    }

    List<String> demanded(WaveDecision decision) {
        return decision.demands().stream()
                .map(demand -> name(demand.job()) + " " + demand.purpose())
                .toList();
    }

    WaveDecision tell(WaveEvent event) {
        WaveDecision decision = AdvanceWave.decide(view, event);
        walked.addAll(decision.path().jobs());
        waveWalked.addAll(decision.path().wave());
        decision.withdrawn().forEach(this::assertWithdrawable);
        assertLosesNothingThatWasBuiltAgain(event, decision);
        boolean ordered = event instanceof WaveEvent.Commanded;
        boolean estimated = view.plan().isEstimate();
        for (WaveView.Change change : decision.changes()) {
            if (change instanceof WaveView.Change.JobChanged(int index, JobStatus status)) {
                assertOutcomeStays(index, status);
                if (ordered) {
                    assertWithdrawn(index, status, decision);
                }
            }
            view.apply(change);
            applied.add(change);
        }
        demands.addAll(decision.demands());
        decision.demands().forEach(this::assertReleased);
        askedAgain.addAll(decision.askedAgain());
        decision.askedAgain().forEach(this::assertUnderWay);
        if (view.plan().isEstimate()) {
            assertThat(decision.demands()).extracting(WaveDecision.Demand::job).isSubsetOf(WavePlan.PREPARATION);
            assertThat(decision.demands().isEmpty() || view.state() == WaveState.PREPARING)
                    .as("only a wave that is being prepared asks for that, not one that is %s", view.state())
                    .isTrue();
        } else if (view.state() == WaveState.PREPARING) {
            assertThat(decision.demands()).extracting(WaveDecision.Demand::job).isSubsetOf(WavePlan.PREPARATION);
            assertThat(view.preparation().isLost())
                    .as("what is frozen is prepared again only where it is lost")
                    .isTrue();
        } else {
            assertThat(decision.demands().isEmpty() || view.state() == WaveState.OPEN || view.state() == WaveState.RED)
                    .as("only a wave that is open or red asks for builds, not one that is %s", view.state())
                    .isTrue();
            assertThat(decision.demands().isEmpty() || view.preparation().isThere())
                    .as("nobody is asked to build in what is lost")
                    .isTrue();
        }
        assertThat(estimated || !view.plan().isEstimate())
                .as("what is frozen stays frozen")
                .isTrue();
        assertCountsAddUp();
        return decision;
    }

    WaveDecision pause() {
        return order(new WaveEvent.Order.Pause());
    }

    WaveDecision resume() {
        return order(new WaveEvent.Order.Resume());
    }

    WaveDecision abandon() {
        return order(new WaveEvent.Order.Abandon());
    }

    WaveDecision answer(String job, WaveEvent.Resolution resolution) {
        return order(new WaveEvent.Order.Answer(number(job), resolution));
    }

    WaveDecision order(WaveEvent.Order order) {
        return tell(new WaveEvent.Commanded(order, new WaveEvent.Signature("ada", "because")));
    }

    WaveDecision started(String job) {
        return report(job, new Report.Started("agent-1"));
    }

    WaveDecision built(String job) {
        return report(job, new Report.Built(output(job), MINUTE));
    }

    WaveDecision failed(String job) {
        return failed(job, "agent-1");
    }

    WaveDecision failed(String job, String agent) {
        return report(job, new Report.Failed(TestGraphs.failure(FailureKind.TEST_FAILED, agent), MINUTE));
    }

    WaveDecision failedOf(String cause, String job) {
        BuildFailure failure = new BuildFailure(
                FailureKind.BUILD_FAILED,
                cause,
                List.of(),
                null,
                TestGraphs.hash(cause).hex(),
                "agent-1");
        return report(job, new Report.Failed(failure, MINUTE));
    }

    WaveDecision refused(String job) {
        return report(job, new Report.Failed(TestGraphs.failure(FailureKind.REFUSED, "agent-1"), MINUTE));
    }

    WaveDecision conflicted(String job) {
        return report(job, new Report.Failed(TestGraphs.failure(FailureKind.PIN_CONFLICT, "agent-1"), MINUTE));
    }

    WaveDecision exhausted(String job) {
        return report(job, new Report.Stuck("the farm failed it too often", false));
    }

    WaveDecision fitsNobody(String job) {
        return report(job, new Report.Stuck("nobody fits", true));
    }

    WaveDecision report(String job, Report report) {
        int number = number(job);
        return tell(new WaveEvent.JobReported(number, view.status(number).tries(), report));
    }

    /** What becomes of the preparation that was last asked for. */
    WaveDecision preparing(Report report) {
        return tell(new WaveEvent.JobReported(
                WavePlan.PREPARATION, view.preparation().tries(), report));
    }

    /** The preparation succeeds, and all that it found arrives in parts of so many jobs. */
    WaveDecision prepared(int jobsAPart, List<EvaluatedJob> rows) {
        String attempt = "attempt-" + view.preparation().tries();
        for (int chunk = 0; chunk * jobsAPart < rows.size(); chunk++) {
            List<EvaluatedJob> part = rows.subList(chunk * jobsAPart, Math.min(rows.size(), (chunk + 1) * jobsAPart));
            preparing(new Report.Evaluated(attempt, chunk, part));
        }
        return preparing(new Report.Prepared(attempt, WORKSPACE, rows.size(), "agent-1", MINUTE));
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

    /** {@code b} is the job with the bumps, {@code b/baseline} the one without, {@code b/probe@3} the one with the first two. */
    int number(String job) {
        String attribute = job.contains("/") ? job.substring(0, job.indexOf('/')) : job;
        Variant variant =
                job.endsWith("/baseline") ? Variant.BASELINE : job.contains("/probe@") ? Variant.PROBE : Variant.WAVE;
        String probe = variant == Variant.PROBE ? job.substring(job.indexOf('@') + 1) : "";
        int number = view.plan().numberOf(new JobId(attribute, TestGraphs.SYSTEM, variant, probe));
        assertThat(number).as(job).isNotNegative();
        return number;
    }

    String name(int number) {
        JobId id = view.plan().id(number);
        return id.attribute()
                + switch (id.variant()) {
                    case WAVE -> "";
                    case BASELINE -> "/baseline";
                    case PROBE -> "/probe@" + id.probe();
                };
    }

    static Sha256 output(String job) {
        return TestGraphs.hash("output of " + job);
    }

    /** What was applied, applied once more to a wave that was just planned, gives the same wave. */
    void assertReplays() {
        WaveView again = WaveView.planned(opened);
        applied.forEach(again::apply);
        assertSame(again);

        WaveView restored = WaveView.restored(
                view.plan(),
                new WaveView.Change.WaveChanged(view.state(), view.reason(), view.tally(), view.preparation()));
        for (int job = 0; job < view.plan().size(); job++) {
            if (view.status(job).state() != JobState.DORMANT) {
                restored.apply(new WaveView.Change.JobChanged(job, view.status(job)));
            }
        }
        assertSame(restored);
    }

    private void assertSame(WaveView other) {
        assertThat(other.state()).isEqualTo(view.state());
        assertThat(other.reason()).isEqualTo(view.reason());
        assertThat(other.tally()).isEqualTo(view.tally());
        assertThat(other.preparation()).isEqualTo(view.preparation());
        assertThat(other.plan().workspace()).isEqualTo(view.plan().workspace());
        assertThat(other.counts()).isEqualTo(view.counts());
        assertThat(other.active()).isEqualTo(view.active());
        assertThat(other.standing()).isEqualTo(view.standing());
        for (int job = 0; job < view.plan().size(); job++) {
            assertThat(other.status(job)).isEqualTo(view.status(job));
            assertThat(other.missing(job)).isEqualTo(view.missing(job));
        }
    }

    /** In a generation there is one outcome; what stands may be answered. */
    private void assertOutcomeStays(int job, JobStatus next) {
        JobStatus before = view.status(job);
        boolean settled = before.state() == JobState.REGRESSED || before.state().isFinal();
        boolean answered = before.state() == JobState.REGRESSED
                && (next.generation() == before.generation() + 1
                        || next.state() == JobState.EXCLUDED
                        || next.state() == JobState.CANCELLED);
        boolean lost = next.losses() == before.losses() + 1 && next.generation() == before.generation() + 1;
        boolean forgiven = next.equals(before.forgiven());
        if (settled && !answered && !lost && !forgiven) {
            throw new AssertionError("%s was %s and became %s".formatted(name(job), before.state(), next.state()));
        }
    }

    /** What was lost and built again after the demand that a report answers is not lost for that report. */
    private void assertLosesNothingThatWasBuiltAgain(WaveEvent event, WaveDecision decision) {
        if (!(event
                        instanceof
                        WaveEvent.JobReported(
                                int job,
                                int tries,
                                Report.Failed(BuildFailure failure, var took, var lostWorkspace)))
                || failure.kind() != FailureKind.INPUT_LOST) {
            return;
        }
        Map<Integer, Integer> before = lossesWhenAsked.getOrDefault(job + "#" + tries, Map.of());
        for (WaveView.Change change : decision.changes()) {
            if (change instanceof WaveView.Change.JobChanged(int need, JobStatus next)
                    && view.status(need).losses() > before.getOrDefault(need, Integer.MAX_VALUE)) {
                assertThat(next.losses())
                        .as("losses of %s, which was built again", name(need))
                        .isEqualTo(view.status(need).losses());
            }
        }
    }

    private void assertWithdrawable(WaveDecision.Demand demand) {
        assertThat(asked).as("what is taken back was asked for").contains(demand.job() + "#" + demand.tries());
        assertThat(demands.stream()
                        .filter(asking -> asking.job() == demand.job() && asking.tries() == demand.tries())
                        .map(asking -> asking.spec().key()))
                .containsExactly(demand.spec().key());
    }

    /** Nobody builds on for what an order ended. */
    private void assertWithdrawn(int job, JobStatus next, WaveDecision decision) {
        JobStatus before = view.status(job);
        if (before.isAsked() && (!next.isAsked() || next.tries() > before.tries())) {
            assertThat(decision.withdrawn())
                    .extracting(WaveDecision.Demand::job, WaveDecision.Demand::tries)
                    .contains(Tuple.tuple(job, before.tries()));
        }
    }

    /** By the very try that was asked for before. */
    private void assertUnderWay(WaveDecision.Demand demand) {
        assertThat(asked).contains(demand.job() + "#" + demand.tries());
        assertThat(demand.purpose()).as("it says why").isEqualTo(Purpose.INFRA_RETRY);
        if (demand.job() == WavePlan.PREPARATION) {
            assertThat(view.preparation().isAsked()).isTrue();
            assertThat(demand.tries()).isEqualTo(view.preparation().tries());
        } else {
            assertThat(view.status(demand.job()).isAsked()).isTrue();
            assertThat(demand.tries()).isEqualTo(view.status(demand.job()).tries());
        }
    }

    private void assertReleased(WaveDecision.Demand demand) {
        assertThat(asked.add(demand.job() + "#" + demand.tries()))
                .as("one demand a try")
                .isTrue();
        if (demand.job() == WavePlan.PREPARATION) {
            assertThat(demand.tries()).isEqualTo(view.preparation().tries());
            return;
        }
        Map<Integer, Integer> losses = new TreeMap<>();
        for (int need : view.plan().dependenciesOf(demand.job())) {
            losses.put(need, view.status(need).losses());
        }
        lossesWhenAsked.put(demand.job() + "#" + demand.tries(), losses);
        Workspace workspace = view.plan().workspace();
        assertThat(demand.spec().workspace())
                .isEqualTo(view.plan().isWaveJob(demand.job()) ? workspace : workspace.base());
        assertThat(demand.tries()).isEqualTo(view.status(demand.job()).tries());
        for (int need : view.plan().dependenciesOf(demand.job())) {
            if (view.plan().isSource(need) && view.status(need).state() == JobState.PREEXISTING) {
                assertThat(demand.spec().sources())
                        .extracting(BuildInput::attribute)
                        .doesNotContain(view.plan().attribute(need));
                continue;
            }
            assertThat(view.status(need).state())
                    .as("%s needs %s", name(demand.job()), name(need))
                    .isIn(JobState.SUCCEEDED, JobState.UNCHANGED);
            assertThat(demand.spec().reads().stream()
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
