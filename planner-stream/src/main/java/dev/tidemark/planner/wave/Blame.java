package dev.tidemark.planner.wave;

import dev.tidemark.planner.build.Bump;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * Which bumps a job's failure can be due to: those that reach it, one unless the wave carries several.
 *
 * @param bumps ordered by attribute
 * @param path attributes on a shortest way from the first of them to the job, both ends included
 * @param maintainers handles of those who maintain the bumped packages, without duplicates, in the bumps' order
 */
public record Blame(List<Bump> bumps, List<String> path, List<String> maintainers) {

    /** For a WAVE job of the plan. */
    public static Blame of(WavePlan plan, int job) {
        int[] towards = new int[plan.size()];
        Arrays.fill(towards, -1);
        TreeSet<Integer> reached = new TreeSet<>();
        List<Integer> queue = new ArrayList<>(List.of(job));
        reached.add(job);
        List<Integer> origins = new ArrayList<>();
        for (int next = 0; next < queue.size(); next++) {
            int at = queue.get(next);
            if (isBumped(plan, at)) {
                origins.add(at);
            }
            for (int need : plan.dependenciesOf(at)) {
                int reaching = plan.isWaveJob(need) ? need : plan.judges(need); // the latter over a cut edge
                if (reaching >= 0 && reached.add(reaching)) {
                    towards[reaching] = at;
                    queue.add(reaching);
                }
            }
        }
        origins.sort(Comparator.comparing(origin -> plan.job(origin).id()));
        return new Blame(bumps(plan, origins), path(plan, origins, towards), maintainers(plan, origins));
    }

    private static boolean isBumped(WavePlan plan, int job) {
        return plan.bumps().stream().anyMatch(bump -> bump.attribute().equals(plan.attribute(job)));
    }

    private static List<Bump> bumps(WavePlan plan, List<Integer> origins) {
        return plan.bumps().stream()
                .filter(bump -> origins.stream()
                        .anyMatch(origin -> plan.attribute(origin).equals(bump.attribute())))
                .toList();
    }

    private static List<String> path(WavePlan plan, List<Integer> origins, int[] towards) {
        List<String> path = new ArrayList<>();
        for (int at = origins.isEmpty() ? -1 : origins.getFirst(); at >= 0; at = towards[at]) {
            path.add(plan.attribute(at));
        }
        return path;
    }

    private static List<String> maintainers(WavePlan plan, List<Integer> origins) {
        return origins.stream()
                .flatMap(origin -> plan.job(origin).maintainers().stream())
                .distinct()
                .toList();
    }
}
