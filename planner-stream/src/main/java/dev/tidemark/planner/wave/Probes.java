package dev.tidemark.planner.wave;

import dev.tidemark.planner.build.BuildFailure;
import dev.tidemark.planner.build.Bump;
import dev.tidemark.planner.build.Workspace;
import dev.tidemark.planner.wave.Bisection.Outcome;
import dev.tidemark.schemas.identity.JobId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The jobs of a wave with some of its bumps. They are added to its plan when they are first asked for, and two that need the same
 * share it. Where the set's evaluation decides what is built there are none: what it was evaluated with is all of the bumps.
 */
final class Probes {

    private Probes() {}

    /** A job that is to be built with some of the bumps. */
    record Wanted(int job, BitSet bumps) {}

    /**
     * What a probe shows of a job, by where the probe is.
     *
     * @param of the failures of the job
     */
    static Outcome outcome(JobStatus probe, List<BuildFailure> of) {
        return switch (probe.state()) {
            case SUCCEEDED, UNCHANGED -> Outcome.HOLDS;
            case REGRESSED -> {
                BuildFailure last = probe.failure();
                boolean alike = last != null
                        && of.stream().anyMatch(each -> each.fingerprint().equals(last.fingerprint()));
                yield alike ? Outcome.BREAKS : Outcome.UNCLEAR;
            }
            case PREEXISTING, EXCLUDED, CANCELLED, BLOCKED, STUCK -> Outcome.UNCLEAR;
            case DORMANT, PENDING, READY, RUNNING, CONFIRMING, JUDGING, BISECTING -> Outcome.OPEN;
        };
    }

    /** What may be to blame, each the numbers of bumps that are blamed as one; what moves together is one. */
    static List<BitSet> candidates(WavePlan plan, List<Bump> reaching) {
        Map<String, BitSet> candidates = new LinkedHashMap<>();
        for (int bump = 0; bump < plan.bumps().size(); bump++) {
            Bump each = plan.bumps().get(bump);
            if (reaching.contains(each)) {
                String group = each.group();
                String together = group == null ? "bump " + bump : "group " + group;
                candidates.computeIfAbsent(together, first -> new BitSet()).set(bump);
            }
        }
        return List.copyOf(candidates.values());
    }

    /** Whether a job can be built with some of the bumps. */
    static boolean canBeMade(WavePlan plan) {
        return plan.workspace().equals(Workspace.NONE);
    }

    /** The number of a job with some of the bumps that reach it; -1 when it was never asked for. */
    static int find(WavePlan plan, int job, BitSet bumps) {
        return plan.numberOf(id(plan, job, bumps));
    }

    /** The bumps of a probe, in their order. */
    static List<Bump> bumps(WavePlan plan, int probe) {
        return plan.id(probe).bumps().stream().mapToObj(plan.bumps()::get).toList();
    }

    private static JobId id(WavePlan plan, int job, BitSet bumps) {
        JobId whole = plan.id(job);
        return JobId.probe(whole.attribute(), whole.system(), bumps);
    }

    /**
     * The plan with jobs that have some of the bumps, and with what those need. Of what none of them reaches it needs the BASELINE job,
     * of what no other reaches the WAVE job.
     */
    static WavePlan with(WavePlan plan, List<Wanted> wanted) {
        Map<JobId, Integer> added = new HashMap<>();
        List<FrozenJob> jobs = new ArrayList<>();
        List<int[]> dependencies = new ArrayList<>();
        for (Wanted each : wanted) {
            add(plan, each, added, jobs, dependencies);
        }
        return jobs.isEmpty() ? plan : plan.with(jobs, dependencies);
    }

    private static void add(
            WavePlan plan, Wanted wanted, Map<JobId, Integer> added, List<FrozenJob> jobs, List<int[]> dependencies) {
        Map<Integer, Integer> numbers = new HashMap<>();
        for (Map.Entry<Integer, BitSet> reached : reached(plan, wanted.job()).entrySet()) {
            int each = reached.getKey();
            BitSet all = reached.getValue();
            BitSet some = (BitSet) all.clone();
            some.and(wanted.bumps());
            if (some.equals(all)) {
                numbers.put(each, each);
            } else if (some.isEmpty()) {
                numbers.put(each, plan.baselineOf(each));
            } else {
                JobId id = id(plan, each, some);
                int known = added.getOrDefault(id, plan.numberOf(id));
                numbers.put(each, known >= 0 ? known : plan.size() + jobs.size());
                if (known < 0) {
                    added.put(id, plan.size() + jobs.size());
                    jobs.add(probe(plan, each, some));
                    dependencies.add(needs(plan, each, need -> numbers.getOrDefault(need, need)));
                }
            }
        }
    }

    /** The numbers of the bumps that make a difference to what a WAVE job is built from. */
    static BitSet reaching(WavePlan plan, int job) {
        return reached(plan, job).getOrDefault(job, new BitSet());
    }

    /** The same of a WAVE job and the WAVE jobs that it needs, dependencies first. */
    private static Map<Integer, BitSet> reached(WavePlan plan, int job) {
        Map<Integer, BitSet> reached = new LinkedHashMap<>();
        for (int each : closure(plan, job)) {
            BitSet bumps = own(plan, each);
            for (int need : plan.dependenciesOf(each)) {
                bumps.or(reached.getOrDefault(need, new BitSet()));
            }
            reached.put(each, bumps);
        }
        return reached;
    }

    /** A WAVE job and the WAVE jobs that it needs, ascending: dependencies first. */
    private static NavigableSet<Integer> closure(WavePlan plan, int job) {
        NavigableSet<Integer> closure = new TreeSet<>(List.of(job));
        for (Integer next = job; next != null; next = closure.lower(next)) {
            for (int need : plan.dependenciesOf(next)) {
                if (plan.isWaveJob(need)) {
                    closure.add(need);
                }
            }
        }
        return closure;
    }

    private static BitSet own(WavePlan plan, int job) {
        BitSet own = new BitSet();
        for (int bump = 0; bump < plan.bumps().size(); bump++) {
            own.set(bump, plan.bumps().get(bump).attribute().equals(plan.attribute(job)));
        }
        return own;
    }

    private static FrozenJob probe(WavePlan plan, int job, BitSet bumps) {
        BitSet own = own(plan, job);
        boolean bumped = own.isEmpty() || own.intersects(bumps);
        return plan.job(bumped ? job : plan.baselineOf(job)).as(id(plan, job, bumps));
    }

    private static int[] needs(WavePlan plan, int job, Function<Integer, Integer> numbers) {
        int[] needs = plan.dependenciesOf(job);
        for (int need = 0; need < needs.length; need++) {
            needs[need] = plan.isWaveJob(needs[need]) ? numbers.apply(needs[need]) : needs[need];
        }
        return needs;
    }
}
