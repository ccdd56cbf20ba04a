package dev.tidemark.virtual;

import dev.tidemark.graph.PackageGraph;
import dev.tidemark.planner.admit.AdmitBump;
import dev.tidemark.planner.admit.SetView;
import dev.tidemark.planner.dispatch.DispatchDecision;
import dev.tidemark.planner.dispatch.DispatchEvent;
import dev.tidemark.planner.dispatch.DispatchJobs;
import dev.tidemark.planner.dispatch.DispatchPolicy;
import dev.tidemark.planner.dispatch.PoolView;
import dev.tidemark.planner.wave.AdvanceWave;
import dev.tidemark.planner.wave.JobState;
import dev.tidemark.planner.wave.PlanWave;
import dev.tidemark.planner.wave.Prospects;
import dev.tidemark.planner.wave.WaveDecision;
import dev.tidemark.planner.wave.WaveEvent;
import dev.tidemark.planner.wave.WavePlan;
import dev.tidemark.planner.wave.WaveView;
import dev.tidemark.schemas.identity.Pool;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What decides in a virtual farm: the planner's own cores. Tests put worse ones in their place, to see that it is noticed. */
interface Cores {

    /** Those of the planner. */
    Cores REAL = new Cores() {};

    default AdmitBump.Decision admit(SetView view, AdmitBump.SetEvent event, Instant now) {
        return AdmitBump.decide(view, event, now);
    }

    default WavePlan plan(Message.OpenWave opened, PackageGraph graph, Prospects learnt) {
        return PlanWave.plan(opened.wave(), opened.bumps(), opened.terms(), graph, learnt);
    }

    default WaveDecision advance(WaveView view, WaveEvent event) {
        return AdvanceWave.decide(view, event);
    }

    /** How many jobs of a wave are in each state, as everybody is told. */
    default Map<JobState, Integer> counts(WaveView view) {
        return view.counts();
    }

    /** A wave as it is read from what was stored, in the order in which it was. */
    default WaveView restored(WavePlan plan, List<WaveView.Change> stored) {
        WaveView view = WaveView.planned(plan);
        stored.forEach(view::apply);
        return view;
    }

    /** Waves that waited for a graph, now that there is a newer one. */
    default List<Message.OpenWave> parked(List<Message.OpenWave> parked) {
        return parked;
    }

    default DispatchDecision dispatch(DispatchPolicy policy, PoolView view, DispatchEvent event, Instant now) {
        return new DispatchJobs(policy).decide(view, event, now);
    }

    /** A pool before anything is read from what was stored. */
    default PoolView empty(Pool pool, PoolView.Kept kept, Instant now) {
        return new PoolView(pool, kept, now);
    }
}
