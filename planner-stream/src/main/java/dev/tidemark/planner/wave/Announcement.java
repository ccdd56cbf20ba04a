package dev.tidemark.planner.wave;

import dev.tidemark.planner.build.Bump;
import dev.tidemark.planner.build.FailureChance;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.WaveId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a frozen wave is about to build, for those whose packages its bumps reach. A pure function of the plan.
 *
 * @param name the wave
 * @param size how much of it there is
 * @param pools what it asks of each pool, ordered by pool
 * @param causes why it is worth a message of its own, in order; empty where it is not
 * @param heavyweights attributes of those of its bumps that are heavyweights, in order
 * @param workspace what its jobs are built in; empty where the set's graph is the truth
 * @param reached the packages that are built, ordered by attribute
 */
public record Announcement(
        Name name,
        Size size,
        List<Work> pools,
        List<Cause> causes,
        List<String> heavyweights,
        Optional<Sha256> workspace,
        List<Reached> reached) {

    /** What is left of five builds when the first of them have faded: fewer say little of the next. */
    private static final double ENOUGH_BUILDS = 4.5;

    public Announcement {
        pools = List.copyOf(pools);
        causes = List.copyOf(causes);
        heavyweights = List.copyOf(heavyweights);
        reached = List.copyOf(reached);
    }

    /** Why a notice is worth a message of its own. */
    public enum Cause {
        /** A package has failed so many of its builds that this one is likely to fail. */
        LIKELY_BREAK,
        /** A bump of the wave rebuilds much. */
        HEAVYWEIGHT
    }

    /** Which wave it is, and what it carries, ordered by attribute. */
    public record Name(WaveId wave, String set, List<Bump> bumps) {
        public Name {
            bumps = List.copyOf(bumps);
        }
    }

    /**
     * How much of a wave there is.
     *
     * @param jobs how many jobs of the WAVE variant
     * @param refused how many of them are not built, since the set refuses them or what they need
     * @param levels the longest chain of jobs that wait for each other
     * @param longestSeconds how long the longest chain of what is built is expected to take
     */
    public record Size(int jobs, int refused, int levels, double longestSeconds) {}

    /** What is asked of a pool: how many jobs, and how much of agents' time. */
    public record Work(Pool pool, int jobs, double seconds) {

        private Work with(double more) {
            return new Work(pool, jobs + 1, seconds + more);
        }
    }

    /**
     * A package that the bumps reach.
     *
     * @param systems that it is built for again, in alphabetical order
     * @param maintainers handles, in the set's order
     * @param failureChance the share of its builds that it is expected to fail: the highest of its systems
     * @param likelyBreak whether that is much, and more than a few builds say so
     */
    public record Reached(
            String attribute,
            List<String> systems,
            List<String> maintainers,
            double failureChance,
            boolean likelyBreak) {
        public Reached {
            systems = List.copyOf(systems);
            maintainers = List.copyOf(maintainers);
        }
    }

    /** Of a plan whose jobs are no estimate. */
    public static Announcement of(WavePlan plan) {
        boolean[] out = notBuilt(plan);
        Map<Pool, Work> pools = new HashMap<>();
        List<Reached> reached = new ArrayList<>();
        int refused = 0;
        for (int job : plan.byName()) { // All of an attribute follow each other.
            if (plan.isWaveJob(job) && out[job]) {
                refused++;
            } else if (plan.isWaveJob(job)) {
                double seconds = plan.expectedSeconds(job);
                pools.merge(
                        plan.pool(job), new Work(plan.pool(job), 1, seconds), (before, one) -> before.with(seconds));
                Reached one = reached(plan, job);
                if (!reached.isEmpty() && reached.getLast().attribute().equals(one.attribute())) {
                    reached.set(reached.size() - 1, both(reached.getLast(), one));
                } else {
                    reached.add(one);
                }
            }
        }
        List<String> heavyweights = plan.terms().notice().heavyweights();
        return new Announcement(
                new Name(plan.wave(), plan.set(), plan.bumps()),
                new Size(plan.waveJobs(), refused, plan.levels(), longestSeconds(plan, out)),
                pools.values().stream()
                        .sorted(Comparator.comparing(work -> work.pool().toString()))
                        .toList(),
                causes(reached.stream().anyMatch(Reached::likelyBreak), !heavyweights.isEmpty()),
                heavyweights,
                plan.workspace().published(),
                reached);
    }

    private static List<Cause> causes(boolean likelyBreak, boolean heavyweight) {
        List<Cause> causes = new ArrayList<>();
        if (likelyBreak) {
            causes.add(Cause.LIKELY_BREAK);
        }
        if (heavyweight) {
            causes.add(Cause.HEAVYWEIGHT);
        }
        return causes;
    }

    private static Reached reached(WavePlan plan, int job) {
        double chance = plan.failureChance(job);
        double builds = FailureChance.builds(chance, plan.flakeScore(job).successes());
        return new Reached(
                plan.attribute(job),
                List.of(plan.pool(job).system()),
                plan.maintainers(job),
                chance,
                builds >= ENOUGH_BUILDS && chance > plan.terms().notice().likelyBreak());
    }

    /** Its jobs for two systems. */
    private static Reached both(Reached one, Reached other) {
        List<String> systems = new ArrayList<>(one.systems());
        systems.addAll(other.systems());
        systems.sort(Comparator.naturalOrder());
        return new Reached(
                one.attribute(),
                systems,
                one.maintainers(),
                Math.max(one.failureChance(), other.failureChance()),
                one.likelyBreak() || other.likelyBreak());
    }

    /** What a job needs has a smaller number. */
    private static boolean[] notBuilt(WavePlan plan) {
        boolean[] out = new boolean[plan.size()];
        Edges needs = plan.needs();
        for (int job = 0; job < out.length; job++) {
            out[job] = !plan.refusal(job).isEmpty();
            for (int edge = needs.begin(job); edge < needs.end(job) && !out[job]; edge++) {
                out[job] = out[needs.target(edge)];
            }
        }
        return out;
    }

    private static double longestSeconds(WavePlan plan, boolean[] out) {
        double[] since = new double[plan.size()];
        Edges needs = plan.needs();
        double longest = 0;
        for (int job = 0; job < since.length; job++) {
            if (plan.isWaveJob(job) && !out[job]) {
                for (int edge = needs.begin(job); edge < needs.end(job); edge++) {
                    since[job] = Math.max(since[job], since[needs.target(edge)]);
                }
                since[job] += plan.expectedSeconds(job);
                longest = Math.max(longest, since[job]);
            }
        }
        return longest;
    }
}
