package dev.tidemark.virtual;

import dev.tidemark.planner.wave.JobLifecycle;
import dev.tidemark.planner.wave.WaveDecision;
import dev.tidemark.planner.wave.WaveLifecycle;
import dev.tidemark.planner.wave.WaveView;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Which rows of the lifecycles' tables farms took, beside which faults. Safe for any thread once a farm is through. */
final class Coverage {

    private final Map<String, Map<Faults.Kind, Integer>> seen = new TreeMap<>();

    Coverage() {
        rows().forEach(row -> {
            Map<Faults.Kind, Integer> kinds = new EnumMap<>(Faults.Kind.class);
            for (Faults.Kind kind : Faults.Kind.values()) {
                kinds.put(kind, 0);
            }
            seen.put(row, kinds);
        });
    }

    private static Stream<String> rows() {
        return Stream.concat(
                JobLifecycle.rows().stream().map(Coverage::name),
                WaveLifecycle.rows().stream().map(Coverage::name));
    }

    private static String name(JobLifecycle.Row row) {
        return "job %s: %s -> %s".formatted(row.from(), row.trigger(), row.to());
    }

    private static String name(WaveLifecycle.Row row) {
        return "wave %s: %s -> %s".formatted(row.from(), row.trigger(), row.to());
    }

    /** Those of one farm. Belongs to one thread. */
    static final class OfFarm implements FarmObserver {
        private final Map<String, Integer> taken = new TreeMap<>();

        @Override
        public void decided(long now, WaveView wave, WaveDecision decision) {
            decision.path().jobs().forEach(row -> taken.merge(name(row), 1, Integer::sum));
            decision.path().wave().forEach(row -> taken.merge(name(row), 1, Integer::sum));
        }
    }

    /** A farm is through. */
    synchronized void add(OfFarm farm, Map<Faults.Kind, Integer> happened) {
        farm.taken.forEach((row, times) -> happened.forEach((kind, faults) -> {
            if (faults > 0) {
                Objects.requireNonNull(seen.get(row)).merge(kind, times, Integer::sum);
            }
        }));
    }

    /** Rows that some fault met less often, a line each. */
    synchronized List<String> rarerThan(int times) {
        List<String> rare = new ArrayList<>();
        seen.forEach((row, kinds) -> {
            if (kinds.values().stream().anyMatch(met -> met < times)) {
                rare.add("%s %s".formatted(row, kinds));
            }
        });
        return rare;
    }

    /** A line a row. */
    @Override
    public synchronized String toString() {
        StringBuilder lines = new StringBuilder("rows of the tables, by the faults that their farms met\n");
        seen.forEach((row, kinds) -> lines.append("%-55s %s%n".formatted(row, kinds)));
        return lines.toString();
    }
}
