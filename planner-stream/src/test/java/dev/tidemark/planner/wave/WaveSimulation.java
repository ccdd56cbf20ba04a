package dev.tidemark.planner.wave;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.graph.PackageNode;
import dev.tidemark.planner.build.Bump;
import dev.tidemark.planner.build.FailureKind;
import dev.tidemark.planner.testing.TestGraphs;
import dev.tidemark.planner.wave.WaveEvent.JobReported;
import dev.tidemark.planner.wave.WaveEvent.Report;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.WaveId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * One wave over a random graph whose builds come out as fate has it. Reports of different builds come in any order, some
 * come twice or late. At the end every job must be where fate, and nothing else, puts it.
 */
final class WaveSimulation {

    private static final List<String> SYSTEMS = List.of("aarch64-linux", TestGraphs.SYSTEM);

    /** What becomes of a job whenever it is built. */
    private enum Fate {
        GOOD,
        FLAKY,
        BAD,
        STUCK_FOR_A_WHILE,
        BAD_AND_STUCK_FOR_A_WHILE,
        STUCK
    }

    private final Random random;
    private final WaveBench wave;
    private final Fate[] fates;
    /** Packages whose output is the same with and without the bumps. */
    private final Set<String> unmoved = new TreeSet<>();

    private final List<Deque<JobReported>> underWay = new ArrayList<>();
    private final List<JobReported> told = new ArrayList<>();
    private int answered;

    WaveSimulation(long seed) {
        this.random = new Random(seed);
        List<PackageNode> nodes = randomNodes();
        List<Bump> bumps = random.ints(1 + random.nextInt(2), 0, nodes.size())
                .mapToObj(index -> nodes.get(index).attribute())
                .distinct()
                .sorted()
                .map(TestGraphs::bump)
                .toList();
        this.wave = WaveBench.opened(PlanWave.plan(new WaveId("demo-1"), bumps, TestGraphs.graph(1, nodes)));
        nodes.stream()
                .map(PackageNode::attribute)
                .filter(attribute -> random.nextInt(3) == 0)
                .forEach(unmoved::add);
        this.fates = IntStream.range(0, wave.view().plan().size())
                .mapToObj(job -> randomFate())
                .toArray(Fate[]::new);
    }

    private List<PackageNode> randomNodes() {
        int size = 1 + random.nextInt(9);
        return IntStream.range(0, size)
                .mapToObj(i -> TestGraphs.node(
                        "p" + i,
                        SYSTEMS.subList(random.nextInt(5) == 0 ? 0 : 1, 2),
                        random.nextInt(10) == 0,
                        random.nextInt(10) == 0 ? List.of("gpu") : List.of(),
                        random.ints(random.nextInt(4), 0, size)
                                .filter(target -> target != i && (target < i || random.nextInt(8) == 0))
                                .mapToObj(target -> "p" + target)
                                .toArray(String[]::new)))
                .toList();
    }

    private Fate randomFate() {
        int dice = random.nextInt(100);
        if (dice < 62) {
            return Fate.GOOD;
        }
        if (dice < 68) {
            return Fate.FLAKY;
        }
        if (dice < 84) {
            return Fate.BAD;
        }
        if (dice < 90) {
            return Fate.STUCK_FOR_A_WHILE;
        }
        return dice < 95 ? Fate.BAD_AND_STUCK_FOR_A_WHILE : Fate.STUCK;
    }

    /** Runs it to its end; the rows of the lifecycle that it walked. */
    Set<JobLifecycle.Row> run() {
        takeUpDemands();
        while (!underWay.isEmpty()) {
            if (!told.isEmpty() && random.nextInt(4) == 0) {
                repeat(told.get(random.nextInt(told.size())));
            }
            Deque<JobReported> reports = underWay.get(random.nextInt(underWay.size()));
            JobReported next = reports.removeFirst();
            if (reports.isEmpty()) {
                underWay.remove(reports);
            }
            wave.tell(next);
            told.add(next);
            takeUpDemands();
            if (random.nextInt(10) == 0) {
                wave.assertReplays();
            }
        }
        told.forEach(this::repeat);
        wave.assertReplays();
        assertEnded();
        return wave.walked();
    }

    /** What is told twice changes nothing, except where it cannot be told from what is told once. */
    private void repeat(JobReported former) {
        boolean decides = switch (former.report()) {
            case Report.Waiting waiting -> true;
            case Report.Stuck stuck -> true;
            case Report.Started started -> wave.view().status(former.job()).state() == JobState.STUCK;
            case Report.Built built -> false;
            case Report.Failed failed -> false;
        };
        if (!decides) {
            assertThat(wave.tell(former)).as("%s again", former).isEqualTo(new WaveDecision(List.of(), List.of()));
        }
    }

    private void takeUpDemands() {
        for (; answered < wave.demands().size(); answered++) {
            WaveDecision.Demand demand = wave.demands().get(answered);
            underWay.add(new ArrayDeque<>(reports(demand)));
        }
    }

    private List<JobReported> reports(WaveDecision.Demand demand) {
        List<Report> reports = new ArrayList<>();
        Fate fate = fates[demand.job()];
        if (random.nextInt(4) == 0) {
            reports.add(new Report.Waiting("nobody is free"));
        }
        boolean began = random.nextInt(3) > 0;
        if (began) {
            reports.add(new Report.Started("agent-" + random.nextInt(3)));
        }
        boolean pause = fate == Fate.STUCK_FOR_A_WHILE || fate == Fate.BAD_AND_STUCK_FOR_A_WHILE;
        if (pause || fate == Fate.STUCK) {
            reports.add(new Report.Stuck("nobody fits"));
        }
        if (pause && random.nextBoolean()) {
            reports.add(new Report.Started("agent-" + random.nextInt(3)));
        }
        boolean fails = fate == Fate.BAD
                || fate == Fate.BAD_AND_STUCK_FOR_A_WHILE
                || (fate == Fate.FLAKY && demand.tries() == 1);
        if (fails) {
            reports.add(new Report.Failed(TestGraphs.failure(FailureKind.BUILD_FAILED, "agent-" + random.nextInt(3))));
        } else if (fate != Fate.STUCK) {
            reports.add(new Report.Built(made(demand.job())));
        }
        return reports.stream()
                .map(report -> new JobReported(demand.job(), demand.tries(), report))
                .toList();
    }

    private void assertEnded() {
        WaveView view = wave.view();
        boolean stands = false;
        for (int job = 0; job < view.plan().size(); job++) {
            JobStatus status = view.status(job);
            if (status.state() == JobState.DORMANT && view.plan().baselineOf(job) < 0) {
                continue;
            }
            JobState expected = expected(job);
            assertThat(status.state()).as(wave.name(job)).isEqualTo(expected);
            if (expected == JobState.BLOCKED) {
                assertThat(new TreeSet<>(status.roots())).as(wave.name(job)).isEqualTo(roots(job));
            }
            if (expected == JobState.SUCCEEDED) {
                assertThat(status.outputHash()).isNotNull();
            }
            stands |= view.plan().isWaveJob(job) && status.state().isStanding();
        }
        assertThat(view.state()).isEqualTo(stands ? WaveState.RED : WaveState.GREEN);
    }

    /** Where a job belongs, told from fate alone and not from the order of events. */
    private JobState expected(int job) {
        WavePlan plan = wave.view().plan();
        boolean preexisting = false;
        boolean stands = false;
        for (int need : plan.dependenciesOf(job)) {
            JobState state = expected(need);
            preexisting |= state == JobState.PREEXISTING;
            stands |= state.isStanding();
        }
        if (preexisting) {
            return JobState.PREEXISTING;
        }
        if (stands) {
            return JobState.BLOCKED;
        }
        return switch (fates[job]) {
            case GOOD, FLAKY, STUCK_FOR_A_WHILE -> JobState.SUCCEEDED;
            case STUCK -> JobState.STUCK;
            case BAD, BAD_AND_STUCK_FOR_A_WHILE -> judged(job, plan.baselineOf(job));
        };
    }

    private JobState judged(int job, int baseline) {
        if (baseline < 0) {
            return JobState.PREEXISTING;
        }
        return switch (expected(baseline)) {
            case SUCCEEDED -> sameInputs(job, baseline) ? JobState.SUCCEEDED : JobState.REGRESSED;
            case PREEXISTING -> JobState.PREEXISTING;
            default -> JobState.STUCK;
        };
    }

    /** The bumps changed nothing that the job reads. */
    private boolean sameInputs(int job, int baseline) {
        return wave.view()
                        .plan()
                        .job(job)
                        .version()
                        .equals(wave.view().plan().job(baseline).version())
                && inputs(job).equals(inputs(baseline));
    }

    private Map<String, Sha256> inputs(int job) {
        Map<String, Sha256> inputs = new TreeMap<>();
        for (int need : wave.view().plan().dependenciesOf(job)) {
            inputs.put(wave.view().plan().job(need).id().attribute(), output(need));
        }
        return inputs;
    }

    /** What a job that is built is built into; one that was only unlucky has the output of its baseline. */
    private Sha256 output(int job) {
        boolean unlucky = fates[job] == Fate.BAD || fates[job] == Fate.BAD_AND_STUCK_FOR_A_WHILE;
        return unlucky ? output(wave.view().plan().baselineOf(job)) : made(job);
    }

    private Sha256 made(int job) {
        String attribute = wave.view().plan().job(job).id().attribute();
        return WaveBench.output(unmoved.contains(attribute) ? attribute : wave.name(job));
    }

    private Set<Integer> roots(int job) {
        Set<Integer> roots = new TreeSet<>();
        for (int need : wave.view().plan().dependenciesOf(job)) {
            JobState state = expected(need);
            if (state == JobState.BLOCKED) {
                roots.addAll(roots(need));
            } else if (state.isStanding()) {
                roots.add(need);
            }
        }
        return roots;
    }
}
