package dev.tidemark.graph.impact;

import dev.tidemark.graph.PackageGraph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Works out what a bump would take. Systems are worked on side by side, each by agents of its own. */
public final class PlanImpact {

    private static final int COSTLIEST = 10;
    private static final double LOW = 0.05;
    private static final double HIGH = 0.95;

    private PlanImpact() {}

    /** The same question always has the same answer. */
    public static Impact of(Question question) {
        List<JobsOfSystem> systems = systems(question).stream()
                .map(system -> new JobsOfSystem(question, system))
                .toList();
        SortedSet<String> maintainers = new TreeSet<>();
        systems.forEach(each -> each.addMaintainers(maintainers));
        return new Impact(
                systems.stream().mapToInt(JobsOfSystem::count).sum(),
                levels(systems),
                maintainers,
                time(question.graph(), systems),
                systems.stream()
                        .flatMap(each -> each.blocked().stream())
                        .sorted(Comparator.comparing(Impact.Blocked::root).reversed())
                        .toList(),
                systems.stream()
                        .flatMap(each -> each.costliest(COSTLIEST).stream())
                        .sorted(Comparator.comparingDouble(Impact.Cost::seconds).reversed())
                        .limit(COSTLIEST)
                        .toList(),
                systems.stream()
                        .flatMap(each -> each.cut().stream())
                        .distinct()
                        .sorted()
                        .toList(),
                systems.stream().mapToInt(JobsOfSystem::contentAddressed).sum());
    }

    /** Every job that the bump reaches, those that cannot run too: system by system, dependencies before their dependents. */
    public static List<Impact.Job> jobs(Question question) {
        return systems(question).stream()
                .flatMap(system -> new JobsOfSystem(question, system).named().stream())
                .toList();
    }

    /** Those that any of the bumped packages is built for. */
    private static SortedSet<String> systems(Question question) {
        SortedSet<String> systems = new TreeSet<>();
        for (int index : question.indices()) {
            systems.addAll(question.graph().systems(index));
        }
        return systems;
    }

    private static List<Integer> levels(List<JobsOfSystem> systems) {
        List<Integer> levels = new ArrayList<>();
        for (JobsOfSystem each : systems) {
            int[] counts = each.levels();
            for (int level = 0; level < counts.length; level++) {
                if (level == levels.size()) {
                    levels.add(0);
                }
                levels.set(level, levels.get(level) + counts[level]);
            }
        }
        return levels;
    }

    private static Impact.Time time(PackageGraph graph, List<JobsOfSystem> systems) {
        List<Integer> path = List.of();
        double longest = 0;
        for (JobsOfSystem each : systems) {
            List<Integer> candidate = each.criticalPath();
            double seconds = each.seconds(candidate);
            if (seconds > longest) {
                longest = seconds;
                path = candidate;
            }
        }
        return new Impact.Time(
                path.stream().map(graph::attribute).toList(),
                longest,
                systems.stream().mapToDouble(each -> each.hours(false)).sum(),
                systems.stream().mapToDouble(each -> each.hours(true)).sum(),
                finish(systems),
                systems.stream().mapToInt(JobsOfSystem::learnt).sum());
    }

    private static Impact.Range finish(List<JobsOfSystem> systems) {
        int samples =
                Finish.samples(systems.stream().mapToInt(JobsOfSystem::count).sum());
        double[] last = new double[samples];
        double scheduled = 0;
        for (JobsOfSystem each : systems) {
            Finish finish = each.finish();
            double end = finish.scheduled();
            double[] ends = finish.ends(samples, end);
            Arrays.setAll(last, sample -> Math.max(last[sample], ends[sample]));
            scheduled = Math.max(scheduled, end);
        }
        Arrays.sort(last);
        // A few samples may lie too low by chance; the mean of all of them cannot.
        double mean = Math.max(scheduled, Arrays.stream(last).average().orElse(0));
        return new Impact.Range(
                Math.min(mean, last[(int) (LOW * (samples - 1))]),
                mean,
                Math.max(mean, last[(int) Math.ceil(HIGH * (samples - 1))]));
    }
}
