package dev.tidemark.virtual;

import dev.tidemark.planner.wave.JobState;
import dev.tidemark.planner.wave.JobStatus;
import dev.tidemark.planner.wave.WaveDecision;
import dev.tidemark.planner.wave.WaveView;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Which transitions of jobs farms went through, beside which faults. Safe for any thread once a farm is through. */
final class Coverage {

    private final SortedMap<String, SortedMap<Faults.Kind, Integer>> seen = new TreeMap<>();

    /** Those of one farm. Belongs to one thread. */
    static final class OfFarm implements FarmObserver {
        private final SortedMap<String, Integer> transitions = new TreeMap<>();

        @Override
        public void decided(long now, WaveView wave, WaveDecision decision) {
            for (WaveView.Change change : decision.changes()) {
                if (change instanceof WaveView.Change.JobChanged(int job, JobStatus status)) {
                    JobState before = wave.status(job).state();
                    if (before != status.state()) {
                        transitions.merge(before + " -> " + status.state(), 1, Integer::sum);
                    }
                }
            }
        }
    }

    /** A farm is through. */
    synchronized void add(OfFarm farm, Map<Faults.Kind, Integer> happened) {
        farm.transitions.forEach((transition, times) -> happened.forEach((kind, faults) -> {
            if (faults > 0) {
                seen.computeIfAbsent(transition, first -> new TreeMap<>()).merge(kind, times, Integer::sum);
            }
        }));
    }

    /** How many transitions met every fault at least so many times. */
    synchronized long often(int times) {
        return seen.values().stream()
                .filter(kinds -> kinds.size() == Faults.Kind.values().length
                        && kinds.values().stream().allMatch(met -> met >= times))
                .count();
    }

    /** A line a transition. */
    @Override
    public synchronized String toString() {
        StringBuilder lines = new StringBuilder("transitions of jobs, by the faults that their farms met\n");
        seen.forEach((transition, kinds) -> lines.append("%-32s %s%n".formatted(transition, kinds)));
        return lines.toString();
    }
}
