package dev.tidemark.planner.wave;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.planner.build.AttemptLog;
import dev.tidemark.planner.build.BuildFailure;
import dev.tidemark.planner.build.FailureKind;
import dev.tidemark.planner.build.WaveTerms;
import dev.tidemark.planner.testing.TestGraphs;
import dev.tidemark.planner.wave.WaveEvent.JobReported;
import dev.tidemark.planner.wave.WaveEvent.Report;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Sha256;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What becomes of the builds of a simulated wave, and where that puts its jobs, whatever the order of events was. */
final class WaveFates {

    /** What becomes of a job whenever it is built, until somebody has it built anew. */
    private enum Fate {
        GOOD,
        FLAKY,
        BAD,
        STUCK_FOR_A_WHILE,
        BAD_AND_STUCK_FOR_A_WHILE,
        STUCK,
        FITS_NOBODY,
        REFUSED
    }

    private final WaveBench wave;
    private final Random random;
    /** Packages whose output is the same with and without the bumps. */
    private final Set<String> unmoved;

    private final Map<String, Fate> byGeneration = new TreeMap<>();
    private final Set<Integer> givenUp = new TreeSet<>();
    /** By job, how many builds find its output lost: two, so that the second may say so late. */
    private final Map<Integer, Integer> lost = new TreeMap<>();

    WaveFates(WaveBench wave, Random random, Set<String> unmoved) {
        this.wave = wave;
        this.random = random;
        this.unmoved = unmoved;
    }

    /** A person said that the wave goes on without it. */
    void givenUp(int job) {
        givenUp.add(job);
    }

    private Fate fate(int job, int generation) {
        return byGeneration.computeIfAbsent(job + "#" + generation, each -> randomFate());
    }

    private Fate fate(int job) {
        return fate(job, wave.view().status(job).generation());
    }

    private Fate randomFate() {
        int dice = random.nextInt(100);
        if (dice < 58) {
            return Fate.GOOD;
        }
        if (dice < 64) {
            return Fate.FLAKY;
        }
        if (dice < 80) {
            return Fate.BAD;
        }
        if (dice < 86) {
            return Fate.STUCK_FOR_A_WHILE;
        }
        if (dice < 91) {
            return Fate.BAD_AND_STUCK_FOR_A_WHILE;
        }
        if (dice < 95) {
            return Fate.STUCK;
        }
        return dice < 98 ? Fate.FITS_NOBODY : Fate.REFUSED;
    }

    /** What the wave is told of a build, in order. */
    List<JobReported> reports(WaveDecision.Demand demand) {
        List<Report> reports = new ArrayList<>();
        JobStatus status = wave.view().status(demand.job());
        Fate fate = fate(demand.job(), status.generation());
        if (random.nextInt(4) == 0) {
            reports.add(new Report.Waiting("nobody is free"));
        }
        if (random.nextInt(6) == 0) {
            reports.add(new Report.FailedByFarm(
                    "it is tried again",
                    new AttemptLog(FailureKind.TIMED_OUT, "agent-0", TestGraphs.hash("log " + random.nextInt(20)))));
        }
        if (random.nextInt(3) > 0) {
            reports.add(new Report.Started("agent-" + random.nextInt(3)));
        }
        boolean pause = fate == Fate.STUCK_FOR_A_WHILE || fate == Fate.BAD_AND_STUCK_FOR_A_WHILE;
        if (pause && wave.view().plan().terms().noAgent() == WaveTerms.NoAgent.WAIT) {
            reports.add(new Report.Stuck("nobody fits", true));
        }
        if (fate == Fate.STUCK) {
            reports.add(new Report.Stuck("the farm failed it too often", false));
        }
        if (pause && random.nextBoolean()) {
            reports.add(new Report.Started("agent-" + random.nextInt(3)));
        }
        List<String> inputs = random.nextInt(12) == 0 ? lostInputs(demand.job()) : List.of();
        if (demand.spec().isInPublishedWorkspace() && random.nextInt(40) == 0) {
            inputs = List.of(PackageId.WORKSPACE);
        }
        if (inputs.isEmpty()) {
            addEnd(reports, fate, demand.job(), status.failure() == null);
        } else {
            reports.add(inputsLost(inputs));
        }
        return reports.stream()
                .map(report -> new JobReported(demand.job(), demand.tries(), report))
                .toList();
    }

    private void addEnd(List<Report> reports, Fate fate, int job, boolean first) {
        Duration took = Duration.ofSeconds(random.nextInt(60));
        String agent = "agent-" + random.nextInt(3);
        boolean failsBefore = first && random.nextInt(3) == 0;
        switch (fate) {
            case GOOD, STUCK_FOR_A_WHILE -> reports.add(new Report.Built(made(job), took));
            case FLAKY -> reports.add(first ? failedByChance(agent, took) : new Report.Built(made(job), took));
            case BAD, BAD_AND_STUCK_FOR_A_WHILE -> reports.add(failed(agent, took));
            case STUCK -> {}
            case FITS_NOBODY ->
                reports.add(failsBefore ? failedByChance(agent, took) : new Report.Stuck("nobody fits", true));
            case REFUSED -> reports.add(failsBefore ? failedByChance(agent, took) : refused(agent, took));
        }
    }

    private List<String> lostInputs(int job) {
        List<String> inputs = new ArrayList<>();
        for (int need : wave.view().plan().dependenciesOf(job)) {
            if (random.nextBoolean() && lost.merge(need, 1, Integer::sum) <= 2) {
                inputs.add(wave.view().plan().attribute(need));
            }
        }
        return inputs;
    }

    private static Report inputsLost(List<String> inputs) {
        return new Report.Failed(
                new BuildFailure(
                        FailureKind.INPUT_LOST, "it is lost", List.of(), null, "", "agent-1", "", List.of(), inputs),
                Duration.ZERO);
    }

    private static Report failedByChance(String agent, Duration took) {
        return new Report.Failed(
                new BuildFailure(
                        FailureKind.BUILD_FAILED,
                        "chance",
                        List.of(),
                        null,
                        TestGraphs.hash("chance").hex(),
                        agent),
                took);
    }

    private static Report failed(String agent, Duration took) {
        return new Report.Failed(TestGraphs.failure(FailureKind.BUILD_FAILED, agent), took);
    }

    private static Report refused(String agent, Duration took) {
        return new Report.Failed(TestGraphs.failure(FailureKind.REFUSED, agent), took);
    }

    private Sha256 made(int job) {
        String attribute = wave.view().plan().attribute(job);
        return WaveBench.output(unmoved.contains(attribute) ? attribute : wave.name(job));
    }

    /** Each job is where its inputs, its baseline, its fate and what people said put it. */
    void assertEnded() {
        WaveView view = wave.view();
        if (view.state() == WaveState.ABANDONED) {
            for (int job = 0; job < view.plan().size(); job++) {
                assertThat(view.stateOf(job) == JobState.DORMANT
                                || view.stateOf(job).isFinal())
                        .as("%s is %s", wave.name(job), view.stateOf(job))
                        .isTrue();
            }
            return;
        }
        if (view.plan().isEstimate()) {
            assertThat(view.state()).isEqualTo(WaveState.RED);
            assertThat(view.counts().keySet()).as("no job was asked for").isSubsetOf(JobState.DORMANT);
            return;
        }
        boolean stands = false;
        for (int job = 0; job < view.plan().size(); job++) {
            boolean awaited = view.stateOf(job) != JobState.DORMANT
                    && (view.state() == WaveState.RED || !view.stateOf(job).isActive());
            if (awaited || view.plan().isWaveJob(job)) {
                assertThat(view.stateOf(job)).as(wave.name(job)).isIn(allowed(job));
                assertRoots(job);
                assertOutput(job);
            }
            stands |= view.plan().isWaveJob(job) && view.stateOf(job).isStanding();
        }
        assertThat(view.state()).isEqualTo(stands ? WaveState.RED : WaveState.GREEN);
    }

    /** Several, where an event that came first settled a job that another would have settled differently. */
    private Set<JobState> allowed(int job) {
        if (isNearALoss(job)) {
            return allowedNearALoss(job);
        }
        Set<JobState> allowed = new TreeSet<>();
        if (!wave.view().plan().refusal(job).isEmpty() || givenUp.contains(job)) {
            allowed.add(JobState.EXCLUDED);
        }
        Set<JobState> inputs = new TreeSet<>();
        for (int need : wave.view().plan().dependenciesOf(job)) {
            inputs.add(wave.view().stateOf(need));
        }
        if (inputs.contains(JobState.EXCLUDED)) {
            allowed.add(JobState.EXCLUDED);
        }
        if (inputs.contains(JobState.PREEXISTING)) {
            allowed.add(JobState.PREEXISTING);
        }
        if (!allowed.isEmpty()) {
            return allowed;
        }
        if (inputs.stream().anyMatch(JobState::isStanding)) {
            return Set.of(JobState.BLOCKED);
        }
        assertThat(inputs).as(wave.name(job)).allMatch(JobState::hasOutput);
        return ownDoing(job);
    }

    /** What was settled before something was lost stays so; but who never failed is not blamed, whatever was lost. */
    private Set<JobState> allowedNearALoss(int job) {
        Set<JobState> allowed = EnumSet.allOf(JobState.class);
        allowed.removeIf(JobState::isActive);
        allowed.remove(JobState.DORMANT);
        if (fate(job) != Fate.BAD && fate(job) != Fate.BAD_AND_STUCK_FOR_A_WHILE) {
            allowed.remove(JobState.REGRESSED);
        }
        return allowed;
    }

    private boolean isNearALoss(int job) {
        int baseline = wave.view().plan().baselineOf(job);
        return needsSomethingLost(job) || (baseline >= 0 && needsSomethingLost(baseline));
    }

    private boolean needsSomethingLost(int job) {
        return wasLost(job)
                || Arrays.stream(wave.view().plan().dependenciesOf(job)).anyMatch(this::wasLost);
    }

    private boolean wasLost(int job) {
        return wave.view().status(job).losses() > 0;
    }

    private Set<JobState> ownDoing(int job) {
        int baseline = wave.view().plan().baselineOf(job);
        if (wave.view().stateOf(job) == JobState.UNCHANGED) {
            assertThat(baseline).isNotNegative();
            assertThat(wave.view().stateOf(baseline)).isEqualTo(JobState.SUCCEEDED);
            assertThat(sameInputs(job, baseline)).as(wave.name(job)).isTrue();
            return Set.of(JobState.UNCHANGED);
        }
        return switch (fate(job)) {
            case GOOD, FLAKY, STUCK_FOR_A_WHILE -> Set.of(JobState.SUCCEEDED);
            case STUCK -> Set.of(JobState.STUCK);
            case FITS_NOBODY ->
                Set.of(
                        wave.view().plan().terms().noAgent() == WaveTerms.NoAgent.EXCLUDE
                                ? JobState.EXCLUDED
                                : JobState.STUCK);
            case REFUSED -> Set.of(JobState.EXCLUDED);
            case BAD, BAD_AND_STUCK_FOR_A_WHILE ->
                Set.of(wave.view().status(job).isLost() ? JobState.STUCK : judged(job, baseline));
        };
    }

    private JobState judged(int job, int baseline) {
        if (baseline < 0) {
            WavePlan plan = wave.view().plan();
            return plan.isWaveJob(job) || plan.isProbe(job) ? JobState.REGRESSED : JobState.PREEXISTING;
        }
        JobState without = wave.view().stateOf(baseline);
        return switch (without) {
            case SUCCEEDED -> sameInputs(job, baseline) ? JobState.SUCCEEDED : JobState.REGRESSED;
            case PREEXISTING -> JobState.PREEXISTING;
            case EXCLUDED -> JobState.EXCLUDED;
            case STUCK, BLOCKED -> JobState.STUCK;
            default -> throw new AssertionError("%s is judged by %s".formatted(wave.name(job), without));
        };
    }

    /** The bumps changed nothing that the job reads. */
    private boolean sameInputs(int job, int baseline) {
        WavePlan plan = wave.view().plan();
        return plan.version(job).equals(plan.version(baseline)) && inputs(job).equals(inputs(baseline));
    }

    private Map<String, Sha256> inputs(int job) {
        Map<String, Sha256> inputs = new TreeMap<>();
        for (int need : wave.view().plan().dependenciesOf(job)) {
            Sha256 output = wave.view().outputOf(need);
            assertThat(output).as(wave.name(need)).isNotNull();
            inputs.put(wave.view().plan().attribute(need), output);
        }
        return inputs;
    }

    private void assertOutput(int job) {
        @Nullable Sha256 output = wave.view().outputOf(job);
        switch (wave.view().stateOf(job)) {
            case SUCCEEDED -> {
                boolean unlucky = fate(job) == Fate.BAD || fate(job) == Fate.BAD_AND_STUCK_FOR_A_WHILE;
                int from = wave.view().plan().baselineOf(job);
                assertThat(output).isEqualTo(unlucky ? wave.view().outputOf(from) : made(job));
            }
            case UNCHANGED ->
                assertThat(output)
                        .isNotNull()
                        .isEqualTo(wave.view().outputOf(wave.view().plan().baselineOf(job)));
            default ->
                assertThat(output == null || wave.view().status(job).isLost()).isTrue();
        }
    }

    private void assertRoots(int job) {
        Set<Integer> roots = new TreeSet<>(wave.view().status(job).roots());
        if (wave.view().stateOf(job) == JobState.BLOCKED) {
            assertThat(roots).as(wave.name(job)).isEqualTo(standingRoots(job));
        }
        for (int root : roots) {
            assertThat(wave.view().stateOf(root))
                    .as("%s is at the root of %s", wave.name(root), wave.name(job))
                    .isIn(JobState.REGRESSED, JobState.STUCK, JobState.PREEXISTING, JobState.EXCLUDED);
        }
    }

    private Set<Integer> standingRoots(int job) {
        Set<Integer> roots = new TreeSet<>();
        for (int need : wave.view().plan().dependenciesOf(job)) {
            JobState state = wave.view().stateOf(need);
            if (state == JobState.BLOCKED) {
                roots.addAll(standingRoots(need));
            } else if (state.isStanding()) {
                roots.add(need);
            }
        }
        return roots;
    }
}
