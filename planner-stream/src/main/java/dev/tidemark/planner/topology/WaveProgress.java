package dev.tidemark.planner.topology;

import dev.tidemark.planner.codec.WaveCodec;
import dev.tidemark.planner.topology.PlannerMetrics.Progress;
import dev.tidemark.planner.wave.JobState;
import dev.tidemark.planner.wave.WaveState;
import dev.tidemark.planner.wave.WaveView;
import dev.tidemark.schemas.identity.WaveId;
import dev.tidemark.schemas.store.WaveEntry;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** How far a task's waves are that are not over. Belongs to one thread. */
final class WaveProgress {

    private final SortedMap<String, Standing> standing = new TreeMap<>();

    private record Standing(String set, WaveState state) {}

    /** A wave is kept as it is now. */
    void note(String wave, WaveEntry entry) {
        WaveState state = WaveCodec.state(entry.getState());
        if (state.isOver()) {
            standing.remove(wave);
        } else {
            standing.put(wave, new Standing(entry.getOpened().getSet(), state));
        }
    }

    /**
     * By set.
     *
     * @param views of those that are looked at: only their jobs are counted
     */
    SortedMap<String, Progress> of(Map<WaveId, WaveView> views) {
        SortedMap<String, Progress> bySet = new TreeMap<>();
        standing.values().forEach(wave -> of(wave.set(), bySet).waves().merge(wave.state(), 1, Integer::sum));
        views.values()
                .forEach(view -> view.counts()
                        .forEach((state, jobs) ->
                                of(view.plan().set(), bySet).jobs().merge(state, jobs, Integer::sum)));
        return bySet;
    }

    private static Progress of(String set, Map<String, Progress> bySet) {
        return bySet.computeIfAbsent(
                set, first -> new Progress(new EnumMap<>(WaveState.class), new EnumMap<>(JobState.class)));
    }
}
