package dev.tidemark.planner.wave;

import dev.tidemark.planner.build.Bump;
import dev.tidemark.schemas.identity.Sha256;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Which bumps a job's failure can be due to: those that reach it, one unless the wave carries several. A bump reaches it over jobs whose
 * outputs are not the baseline's: what came out as it was carries nothing on. Where there is no such way (the set's evaluation changed
 * the job itself, or it gets over a cut edge what its baseline does without), over all that it needs, cut edges too; and where there is
 * none either, every bump of the wave. Where probes have told which of several break it, those.
 *
 * @param bumps ordered by attribute
 * @param path attributes on a shortest way from the first of them to the job, both ends included; the job alone where there is no way
 * @param maintainers handles of those who maintain the bumped packages, without duplicates, in the bumps' order
 */
public record Blame(List<Bump> bumps, List<String> path, List<String> maintainers) {

    public Blame {
        bumps = List.copyOf(bumps);
        path = List.copyOf(path);
        maintainers = List.copyOf(maintainers);
    }

    /** For a WAVE job, as far as its wave is. */
    public static Blame of(WaveView wave, int job) {
        WavePlan plan = wave.plan();
        List<Integer> found = wave.status(job).blamed();
        return found.isEmpty()
                ? of(plan, job, wave::outputOf)
                : narrowed(plan, job, found, each -> isChanged(plan, each, wave::outputOf));
    }

    /** As long as no probe has named any. */
    static Blame of(WavePlan plan, int job, IntFunction<@Nullable Sha256> outputs) {
        return overChanged(plan, job, each -> isChanged(plan, each, outputs));
    }

    /** Probes have shown that these break it together. */
    private static Blame narrowed(WavePlan plan, int job, List<Integer> found, IntPredicate isChanged) {
        List<Bump> bumps = found.stream().map(plan.bumps()::get).toList();
        Ways ways = new Ways(plan, job, need -> plan.isWaveJob(need) && isChanged.test(need) ? need : -1, bumps);
        return new Blame(bumps, ways.path(), maintainers(plan, ways.origins));
    }

    private static Blame overChanged(WavePlan plan, int job, IntPredicate isChanged) {
        Ways ways = new Ways(plan, job, need -> plan.isWaveJob(need) && isChanged.test(need) ? need : -1, plan.bumps());
        if (ways.origins.isEmpty()) {
            ways = new Ways(plan, job, need -> plan.isWaveJob(need) ? need : plan.judges(need), plan.bumps());
        }
        return ways.origins.isEmpty()
                ? new Blame(plan.bumps(), ways.path(), maintainers(plan, bumped(plan)))
                : new Blame(bumps(plan, ways.origins), ways.path(), maintainers(plan, ways.origins));
    }

    private static boolean isChanged(WavePlan plan, int job, IntFunction<@Nullable Sha256> outputs) {
        int baseline = plan.baselineOf(job);
        return baseline < 0
                || outputs.apply(job) == null
                || !Objects.equals(outputs.apply(job), outputs.apply(baseline));
    }

    /** A walk from a job to the bumped jobs that it needs. */
    private static final class Ways {
        private final WavePlan plan;
        private final int job;
        private final int[] towards;
        private final List<Integer> origins = new ArrayList<>();

        /**
         * @param back by what a job needs: the WAVE job that it leads back to; -1 when it leads nowhere
         * @param bumps whose jobs it looks for
         */
        Ways(WavePlan plan, int job, IntUnaryOperator back, List<Bump> bumps) {
            this.plan = plan;
            this.job = job;
            this.towards = new int[plan.size()];
            Arrays.fill(towards, -1);
            TreeSet<Integer> seen = new TreeSet<>(List.of(job));
            List<Integer> queue = new ArrayList<>(seen);
            for (int next = 0; next < queue.size(); next++) {
                int at = queue.get(next);
                if (isBumped(plan, at, bumps)) {
                    origins.add(at);
                }
                for (int need : plan.dependenciesOf(at)) {
                    int leading = back.applyAsInt(need);
                    if (leading >= 0 && seen.add(leading)) {
                        towards[leading] = at;
                        queue.add(leading);
                    }
                }
            }
            origins.sort(Comparator.comparing(origin -> plan.job(origin).id()));
        }

        /** The job alone where there is no way. */
        List<String> path() {
            if (origins.isEmpty()) {
                return List.of(plan.attribute(job));
            }
            List<String> path = new ArrayList<>();
            for (int at = origins.getFirst(); at >= 0; at = towards[at]) {
                path.add(plan.attribute(at));
            }
            return path;
        }
    }

    private static boolean isBumped(WavePlan plan, int job, List<Bump> bumps) {
        return bumps.stream().anyMatch(bump -> bump.attribute().equals(plan.attribute(job)));
    }

    private static List<Integer> bumped(WavePlan plan) {
        List<Integer> bumped = new ArrayList<>();
        for (int job = 0; job < plan.size(); job++) {
            if (plan.isWaveJob(job) && isBumped(plan, job, plan.bumps())) {
                bumped.add(job);
            }
        }
        bumped.sort(Comparator.comparing(origin -> plan.job(origin).id()));
        return bumped;
    }

    private static List<Bump> bumps(WavePlan plan, List<Integer> origins) {
        return plan.bumps().stream()
                .filter(bump -> origins.stream()
                        .anyMatch(origin -> plan.attribute(origin).equals(bump.attribute())))
                .toList();
    }

    private static List<String> maintainers(WavePlan plan, List<Integer> origins) {
        return origins.stream()
                .flatMap(origin -> plan.job(origin).maintainers().stream())
                .distinct()
                .toList();
    }
}
