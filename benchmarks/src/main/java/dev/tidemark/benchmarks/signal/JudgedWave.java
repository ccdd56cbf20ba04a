package dev.tidemark.benchmarks.signal;

import dev.tidemark.benchmarks.signal.SeededFaults.End;
import dev.tidemark.graph.PackageGraph;
import dev.tidemark.planner.build.Bump;
import dev.tidemark.planner.build.FlakeScore;
import dev.tidemark.planner.build.Purpose;
import dev.tidemark.planner.build.Urgency;
import dev.tidemark.planner.build.WaveTerms;
import dev.tidemark.planner.wave.AdvanceWave;
import dev.tidemark.planner.wave.Blame;
import dev.tidemark.planner.wave.JobState;
import dev.tidemark.planner.wave.PlanWave;
import dev.tidemark.planner.wave.Prospects;
import dev.tidemark.planner.wave.WaveDecision;
import dev.tidemark.planner.wave.WaveEvent;
import dev.tidemark.planner.wave.WavePlan;
import dev.tidemark.planner.wave.WaveState;
import dev.tidemark.planner.wave.WaveView;
import dev.tidemark.schemas.identity.Variant;
import dev.tidemark.schemas.identity.WaveId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * How one wave was judged. Its builds are told to the planner's core in an order of chance; what was built without the bumps before counts
 * as evidence and costs nothing, so of BASELINE jobs only those cost a build that judge a job.
 *
 * @param bumps how many bumps it carried
 * @param failed WAVE jobs of which a try failed
 * @param failedInputs BASELINE jobs of which a try failed and that were built for what needs them: they cost tries of their own
 * @param alerts REGRESSED jobs
 * @param rightAlerts those of them that a bump really broke
 * @param rightlyBlamed those of these for which exactly the bumps were blamed that break it
 * @param missed jobs that a bump broke, that were built, and that were not found REGRESSED
 * @param extra builds besides the first of each job: further tries, baselines and probes
 */
record JudgedWave(
        int bumps,
        int failed,
        int failedInputs,
        int alerts,
        int rightAlerts,
        int rightlyBlamed,
        int missed,
        int extra) {

    private static final Duration TOOK = Duration.ofMinutes(1);

    /** Plans a wave of these packages' bumps and plays it to its end. */
    static JudgedWave of(PackageGraph graph, List<String> bumped, long seed) {
        List<Bump> bumps = bumped.stream()
                .sorted()
                .map(attribute -> new Bump(
                        attribute,
                        graph.version(graph.indexOf(attribute).orElseThrow()),
                        "bumped",
                        Urgency.ROUTINE,
                        "simulated"))
                .toList();
        SeededFaults faults = new SeededFaults(seed, bumps);
        WavePlan plan = PlanWave.plan(new WaveId("signal-1"), bumps, WaveTerms.NONE, graph, learnt(graph, faults));
        return new Play(plan, faults, seed).run();
    }

    /** What a farm knows that built each package twenty times. */
    private static Prospects learnt(PackageGraph graph, SeededFaults faults) {
        int flakes = 0;
        for (int index = 0; index < graph.size(); index++) {
            flakes += faults.earlierFlakes(graph.attribute(index));
        }
        int builds = graph.size() * SeededFaults.EARLIER_BUILDS;
        double share = FlakeScore.shareOf(flakes, (double) builds - flakes);
        return Prospects.UNKNOWN.withFlakeScores((attribute, system) -> {
            int own = faults.earlierFlakes(attribute);
            return FlakeScore.of(share, own, (double) SeededFaults.EARLIER_BUILDS - own);
        });
    }

    /** A wave under way. */
    private static final class Play {
        private final WaveView view;
        private final SeededFaults faults;
        private final Random random;
        private final List<WaveDecision.Demand> asked = new ArrayList<>();
        private final Set<Integer> failed = new HashSet<>();
        private final Set<Integer> failedInputs = new HashSet<>();
        private int extra;

        Play(WavePlan plan, SeededFaults faults, long seed) {
            this.view = WaveView.planned(plan);
            this.faults = faults;
            this.random = new Random(seed);
        }

        JudgedWave run() {
            tell(new WaveEvent.Opened());
            while (!asked.isEmpty()) {
                int next = random.nextInt(asked.size());
                WaveDecision.Demand demand = asked.get(next);
                asked.set(next, asked.getLast());
                asked.removeLast();
                build(demand);
            }
            if (view.state() != WaveState.RED && view.state() != WaveState.GREEN) {
                throw new AssertionError("the wave has nothing left to build and is " + view.state());
            }
            return judged();
        }

        private void build(WaveDecision.Demand demand) {
            boolean known = demand.purpose() == Purpose.INPUT;
            extra += demand.purpose() == Purpose.BUILD || known ? 0 : 1;
            WaveEvent.Report report = switch (faults.build(demand.spec(), known)) {
                case End.Built(var output) -> new WaveEvent.Report.Built(output, TOOK);
                case End.Failed(var failure) -> {
                    failed.add(demand.job());
                    if (known) {
                        failedInputs.add(demand.job());
                    }
                    yield new WaveEvent.Report.Failed(failure, TOOK);
                }
            };
            tell(new WaveEvent.JobReported(demand.job(), demand.tries(), report));
        }

        private void tell(WaveEvent event) {
            WaveDecision decision = AdvanceWave.decide(view, event);
            decision.changes().forEach(view::apply);
            asked.addAll(decision.demands());
        }

        private JudgedWave judged() {
            int ours = 0;
            int alerts = 0;
            int right = 0;
            int blamed = 0;
            int missed = 0;
            for (int job = 0; job < view.plan().size(); job++) {
                if (view.plan().id(job).variant() != Variant.WAVE) {
                    continue;
                }
                ours += failed.contains(job) ? 1 : 0;
                JobState state = view.status(job).state();
                BitSet truth = truth(job);
                if (state == JobState.REGRESSED) {
                    alerts++;
                    right += truth.isEmpty() ? 0 : 1;
                    blamed += !truth.isEmpty() && blamed(job).equals(truth) ? 1 : 0;
                } else if (!truth.isEmpty() && failed.contains(job)) {
                    missed++;
                }
            }
            return new JudgedWave(
                    view.plan().bumps().size(), ours, failedInputs.size(), alerts, right, blamed, missed, extra);
        }

        /** What was broken before cannot be broken by a bump. */
        private BitSet truth(int job) {
            String attribute = view.plan().id(job).attribute();
            return faults.isPreexisting(attribute) ? new BitSet() : faults.culprits(attribute);
        }

        private BitSet blamed(int job) {
            BitSet blamed = new BitSet();
            Blame.of(view, job)
                    .bumps()
                    .forEach(bump -> blamed.set(view.plan().bumps().indexOf(bump)));
            return blamed;
        }
    }
}
