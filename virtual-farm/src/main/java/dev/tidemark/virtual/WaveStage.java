package dev.tidemark.virtual;

import dev.tidemark.planner.admit.AdmitBump.SetEvent;
import dev.tidemark.planner.admit.WaveRecord;
import dev.tidemark.planner.build.Urgency;
import dev.tidemark.planner.dispatch.DispatchDecision.News;
import dev.tidemark.planner.dispatch.DispatchEvent;
import dev.tidemark.planner.dispatch.Want;
import dev.tidemark.planner.dispatch.Wanter;
import dev.tidemark.planner.wave.AdvanceWave;
import dev.tidemark.planner.wave.WaveDecision;
import dev.tidemark.planner.wave.WaveEvent;
import dev.tidemark.planner.wave.WaveEvent.Report;
import dev.tidemark.planner.wave.WavePlan;
import dev.tidemark.planner.wave.WaveView;
import dev.tidemark.schemas.identity.WaveId;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Advances every wave; what a processor is to {@link AdvanceWave} in a farm. */
final class WaveStage {

    private final VirtualFarm farm;
    private final TreeMap<WaveId, WaveView> waves = new TreeMap<>();
    /** As they were planned when they were opened. */
    private final TreeMap<WaveId, WavePlan> plans = new TreeMap<>();

    /** What a farm has in stores; kept where it may be needed. */
    private final TreeMap<WaveId, List<WaveView.Change>> stored = new TreeMap<>();

    private final List<Message.OpenWave> parked = new ArrayList<>();

    WaveStage(VirtualFarm farm) {
        this.farm = farm;
    }

    void open(Message.OpenWave opened) {
        if (waves.containsKey(opened.wave())) {
            return;
        }
        if (farm.feed().sequence() < opened.minimumSequence()) {
            parked.add(opened);
            return;
        }
        WavePlan plan = farm.cores().plan(opened, farm.feed(), farm.expected());
        WaveView view = WaveView.planned(plan);
        waves.put(opened.wave(), view);
        plans.put(opened.wave(), plan);
        decide(view, new WaveEvent.Opened());
    }

    /** What is in memory is lost, and read from what was stored. */
    void restart() {
        for (WaveId wave : List.copyOf(waves.keySet())) {
            WavePlan plan = plans.get(wave);
            if (plan != null) {
                waves.put(wave, farm.cores().restored(plan, stored.getOrDefault(wave, List.of())));
            }
        }
    }

    /** There is a newer graph. */
    void openParked() {
        List<Message.OpenWave> again = List.copyOf(parked);
        parked.clear();
        farm.cores().parked(again).forEach(this::open);
    }

    /** Something comes from outside. */
    void hear(Message.Ordered ordered) {
        WaveView view = waves.get(ordered.wave());
        if (view != null) {
            decide(view, ordered.event());
        }
    }

    void hear(Message.ToWave told) {
        WaveView view = waves.get(told.wanter().wave());
        if (view == null) {
            return;
        }
        int job = view.plan().numberOf(told.wanter().job());
        decide(view, new WaveEvent.JobReported(job, told.wanter().tries(), report(told.news())));
    }

    private static Report report(News news) {
        return switch (news) {
            case News.Started(String agent, String attempt) -> new Report.Started(agent);
            case News.Built built -> new Report.Built(built.outputHash(), built.duration());
            case News.Failed(var failure, var took, var lostWorkspace) ->
                new Report.Failed(failure, took, lostWorkspace);
            case News.Waiting(String reason) -> new Report.Waiting(reason);
            case News.FailedByFarm failed ->
                failed.log()
                        .<Report>map(log -> new Report.FailedByFarm(failed.reason(), log))
                        .orElseGet(() -> new Report.Waiting(failed.reason()));
            case News.Evaluated(String attempt, int chunk, var rows) -> new Report.Evaluated(attempt, chunk, rows);
            case News.Prepared(String attempt, var workspace, int rows, var took, String agent) ->
                new Report.Prepared(attempt, workspace, rows, agent, took);
            case News.Stuck(String reason, boolean nobodyFits) -> new Report.Stuck(reason, nobodyFits);
        };
    }

    private void decide(WaveView view, WaveEvent event) {
        WaveDecision decision = farm.cores().advance(view, event);
        farm.observer().decided(farm.now(), view, decision);
        decision.changes().forEach(view::apply);
        farm.observer().told(view, farm.cores().counts(view));
        if (farm.isFaulty()) {
            stored.computeIfAbsent(view.plan().wave(), wave -> new ArrayList<>())
                    .addAll(decision.changes());
        }
        for (WaveDecision.Demand taken : decision.withdrawn()) {
            farm.send(new Message.ToPool(taken.spec().pool(), withdrawn(view.plan(), taken)));
        }
        for (WaveDecision.Demand demand : decision.demands()) {
            farm.send(new Message.ToPool(demand.spec().pool(), demanded(view.plan(), demand)));
        }
        for (WaveDecision.Effect effect : decision.effects()) {
            switch (effect) {
                case WaveDecision.Effect.Refused refused -> {}
                case WaveDecision.Effect.Halted halted -> {}
                case WaveDecision.Effect.Announced announced -> {} // Of a virtual farm's notices nobody reads.
                case WaveDecision.Effect.Ended ended -> farm.send(new Message.ToSet(ended(view, ended)));
            }
        }
        switch (view.state()) {
            case GREEN, RED, ABANDONED -> farm.ended(view);
            case PREPARING, OPEN, PAUSED, HALTED -> farm.isOpen(view);
        }
    }

    private static SetEvent ended(WaveView view, WaveDecision.Effect.Ended ended) {
        WaveRecord.Outcome outcome = switch (ended.state()) {
            case GREEN -> WaveRecord.Outcome.GREEN;
            case RED -> WaveRecord.Outcome.RED;
            case ABANDONED -> WaveRecord.Outcome.ABANDONED;
            case PREPARING, OPEN, PAUSED, HALTED -> throw new AssertionError("that is no end");
        };
        return new SetEvent.WaveEnded(
                view.plan().wave(),
                outcome,
                ended.tally().cpuHours(),
                ended.tally().gpuHours());
    }

    private static DispatchEvent withdrawn(WavePlan plan, WaveDecision.Demand taken) {
        return new DispatchEvent.Withdrawn(plan.wave(), plan.id(taken.job()), taken.tries());
    }

    private static DispatchEvent demanded(WavePlan plan, WaveDecision.Demand demand) {
        boolean urgent = plan.bumps().stream().anyMatch(bump -> bump.urgency() == Urgency.SECURITY);
        Wanter wanter = new Wanter(plan.wave(), plan.id(demand.job()), demand.tries(), null);
        Want want = new Want(
                wanter,
                demand.purpose(),
                urgent ? Urgency.SECURITY : Urgency.ROUTINE,
                plan.rank(demand.job()),
                plan.remainingSeconds(demand.job()),
                plan.breakagesASecond(demand.job()),
                demand.failures());
        return new DispatchEvent.Demanded(
                want, demand.spec(), demand.avoid(), demand.doubted(), plan.expectedSeconds(demand.job()));
    }
}
