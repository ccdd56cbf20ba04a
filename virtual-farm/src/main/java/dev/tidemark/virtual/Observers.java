package dev.tidemark.virtual;

import dev.tidemark.planner.admit.AdmitBump;
import dev.tidemark.planner.dispatch.DispatchDecision;
import dev.tidemark.planner.dispatch.DispatchEvent;
import dev.tidemark.planner.dispatch.PoolView;
import dev.tidemark.planner.wave.JobState;
import dev.tidemark.planner.wave.WaveDecision;
import dev.tidemark.planner.wave.WaveView;
import java.util.List;
import java.util.Map;

/** Several that see the same. */
record Observers(List<FarmObserver> all) implements FarmObserver {

    Observers {
        all = List.copyOf(all);
    }

    @Override
    public void decided(long now, AdmitBump.SetEvent event, AdmitBump.Decision decision) {
        all.forEach(each -> each.decided(now, event, decision));
    }

    @Override
    public void decided(long now, WaveView wave, WaveDecision decision) {
        all.forEach(each -> each.decided(now, wave, decision));
    }

    @Override
    public void told(WaveView wave, Map<JobState, Integer> counts) {
        all.forEach(each -> each.told(wave, counts));
    }

    @Override
    public void decided(long now, PoolView pool, DispatchEvent event, DispatchDecision decision) {
        all.forEach(each -> each.decided(now, pool, event, decision));
    }

    @Override
    public void worked(long now, VirtualAgent agent, DispatchDecision.Effect.RequestBuild build, long millis) {
        all.forEach(each -> each.worked(now, agent, build, millis));
    }
}
