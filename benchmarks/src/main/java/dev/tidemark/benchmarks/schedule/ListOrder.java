package dev.tidemark.benchmarks.schedule;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;

/** Known orders, by a simple list scheduler: whenever an agent is free it takes the first of what is ready. */
enum ListOrder {
    /** The longest remaining path first, as far as times are known. */
    CRITICAL_PATH("critical path"),
    /** What was ready first. */
    FIFO("fifo"),
    /** The longest remaining path first, counted in jobs. */
    DEPTH("depth"),
    /** What most others need directly. */
    DEPENDENTS("direct dependents"),
    RANDOM("random"),
    /** All of a level before any of the next. */
    LEVELS("levels with a barrier");

    private final String label;

    ListOrder(String label) {
        this.label = label;
    }

    /** What a person calls it. */
    String label() {
        return label;
    }

    private record End(double at, int job) {}

    /** Builds everything that can be built. */
    Timeline schedule(Story story, int agents, long seed) {
        return this == LEVELS ? levelByLevel(story, agents) : list(story, agents, values(story, seed));
    }

    /** The greater the earlier; of equal ones what was ready first. */
    private double[] values(Story story, long seed) {
        Jobs jobs = story.jobs();
        Random random = new Random(seed);
        double[] values = this == CRITICAL_PATH ? story.expectedRemaining() : new double[jobs.count()];
        for (int job = 0; job < jobs.count(); job++) {
            values[job] = switch (this) {
                case CRITICAL_PATH -> values[job];
                case FIFO, LEVELS -> 0;
                case DEPTH -> jobs.rank(job);
                case DEPENDENTS -> jobs.dependents(job).length;
                case RANDOM -> random.nextDouble();
            };
        }
        return values;
    }

    private static Timeline list(Story story, int agents, double[] values) {
        Timeline timeline = new Timeline(story);
        int[] turn = new int[values.length];
        int turns = 0;
        PriorityQueue<Integer> ready = new PriorityQueue<>(
                Comparator.comparingDouble((Integer job) -> -values[job]).thenComparingInt(job -> turn[job]));
        PriorityQueue<End> running =
                new PriorityQueue<>(Comparator.comparingDouble(End::at).thenComparingInt(End::job));
        List<Integer> released = timeline.first();
        double now = 0;
        while (!released.isEmpty() || !ready.isEmpty() || !running.isEmpty()) {
            for (int job : released) {
                turn[job] = turns++;
                ready.add(job);
            }
            while (running.size() < agents && !ready.isEmpty()) {
                int job = ready.remove();
                running.add(new End(now + story.seconds(job), job));
            }
            End end = running.remove();
            now = end.at();
            released = timeline.ended(end.job(), now);
        }
        return timeline;
    }

    private static Timeline levelByLevel(Story story, int agents) {
        Timeline timeline = new Timeline(story);
        List<Integer> level = timeline.first();
        double begin = 0;
        while (!level.isEmpty()) {
            List<Integer> next = new ArrayList<>();
            PriorityQueue<End> running =
                    new PriorityQueue<>(Comparator.comparingDouble(End::at).thenComparingInt(End::job));
            double now = begin;
            for (int job : level) {
                if (running.size() == agents) {
                    End end = running.remove();
                    now = end.at();
                    next.addAll(timeline.ended(end.job(), now));
                }
                running.add(new End(now + story.seconds(job), job));
            }
            while (!running.isEmpty()) {
                End end = running.remove();
                begin = end.at();
                next.addAll(timeline.ended(end.job(), begin));
            }
            level = next;
        }
        return timeline;
    }
}
