package dev.tidemark.virtual;

import dev.tidemark.graph.PackageGraph;
import dev.tidemark.planner.admit.AdmitBump;
import dev.tidemark.planner.dispatch.DispatchDecision;
import dev.tidemark.planner.dispatch.DispatchEvent;
import dev.tidemark.planner.dispatch.DispatchPolicy;
import dev.tidemark.planner.dispatch.PoolView;
import dev.tidemark.planner.wave.JobState;
import dev.tidemark.planner.wave.WaveDecision;
import dev.tidemark.planner.wave.WaveView;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.WaveId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What holds after every step, whatever happened: see "Invariants" in ARCHITECTURE.md. What does not is collected, a sentence
 * each, in the order in which it came up. Belongs to one thread.
 */
final class Invariants implements FarmObserver {

    private static final int KEPT = 20;

    private final List<String> violations = new ArrayList<>();
    private final WaveInvariants waves = new WaveInvariants(this::violated);
    private final TreeMap<Pool, PoolInvariants> pools = new TreeMap<>(Comparator.comparing(Pool::toString));
    private final TreeSet<WaveId> unplanned = new TreeSet<>();
    private final PackageGraph graph;
    private final List<AgentSpec> agents;
    private final DispatchPolicy dispatch;
    private int count;

    /**
     * @param graph whose edges must be kept to; versions may change
     * @param agents all that there are
     * @param dispatch the dispatchers' patience
     */
    Invariants(PackageGraph graph, List<AgentSpec> agents, DispatchPolicy dispatch) {
        this.graph = graph;
        this.agents = agents;
        this.dispatch = dispatch;
    }

    /** The first of them. */
    List<String> violations() {
        return List.copyOf(violations);
    }

    int count() {
        return count;
    }

    private void violated(String what) {
        count++;
        if (violations.size() < KEPT) {
            violations.add(what);
        }
    }

    /**
     * Nothing happens any more.
     *
     * @param open waves that have not ended
     */
    void end(List<WaveId> open) {
        unplanned.forEach(wave -> violated("wave %s was opened, and nothing came of it".formatted(wave)));
        open.forEach(wave -> violated("wave %s does not end".formatted(wave)));
    }

    @Override
    public void decided(long now, AdmitBump.SetEvent event, AdmitBump.Decision decision) {
        decision.opened().forEach(opened -> {
            if (!unplanned.add(opened.wave())) {
                violated("wave %s was opened twice".formatted(opened.wave()));
            }
        });
    }

    @Override
    public void decided(long now, WaveView wave, WaveDecision decision) {
        unplanned.remove(wave.plan().wave());
        waves.check(wave, decision);
    }

    @Override
    public void told(WaveView wave, Map<JobState, Integer> counts) {
        waves.countsAddUp(wave, counts);
    }

    @Override
    public void decided(long now, PoolView pool, DispatchEvent event, DispatchDecision decision) {
        if (event instanceof DispatchEvent.Evaluated part) {
            waves.evaluated(part);
        }
        for (DispatchDecision.Effect effect : decision.effects()) {
            if (effect instanceof DispatchDecision.Effect.TellWave(var wanter, DispatchDecision.News.Prepared whole)) {
                waves.prepared(wanter.wave(), whole);
            }
        }
        pools.computeIfAbsent(pool.pool(), each -> new PoolInvariants(each, graph, agents, this::violated))
                .check(new PoolInvariants.Rule(now, dispatch), event, decision);
    }
}
