package dev.tidemark.virtual;

import dev.tidemark.planner.dispatch.Agent;
import dev.tidemark.planner.dispatch.Demand;
import dev.tidemark.planner.dispatch.DispatchDecision;
import dev.tidemark.planner.dispatch.DispatchDecision.Change;
import dev.tidemark.planner.dispatch.DispatchDecision.Effect;
import dev.tidemark.planner.dispatch.DispatchDecision.Fleeting;
import dev.tidemark.planner.dispatch.DispatchEvent;
import dev.tidemark.planner.dispatch.DispatchJobs;
import dev.tidemark.planner.dispatch.DispatchPolicy;
import dev.tidemark.planner.dispatch.Enrolment;
import dev.tidemark.planner.dispatch.JobHistory;
import dev.tidemark.planner.dispatch.PoolView;
import dev.tidemark.planner.dispatch.SimulatedEnrolment;
import dev.tidemark.planner.dispatch.WaveShare;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.WaveId;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Dispatches the jobs of one pool; what a processor is to {@link DispatchJobs} in a farm. */
final class PoolStage {

    private final VirtualFarm farm;
    private final Pool pool;
    private final DispatchPolicy policy;
    private final Memory kept = new Memory();
    private PoolView view;

    PoolStage(VirtualFarm farm, Pool pool, DispatchPolicy policy) {
        this.farm = farm;
        this.pool = pool;
        this.policy = policy;
        this.view = farm.cores().empty(pool, kept, Instant.ofEpochMilli(farm.now()));
    }

    /** That was built before the story begins. */
    void know(Sha256 key, Sha256 output) {
        kept.evidence.put(key, output);
    }

    /** That was learnt before the story begins. */
    void know(JobHistory history) {
        kept.histories.put(history.packageId(), history);
    }

    /** An agent may build. */
    void enrol(String agent) {
        Change enrolled = new Change.EnrolmentPut(SimulatedEnrolment.of(agent));
        view.apply(enrolled);
        kept.apply(enrolled);
    }

    void hear(DispatchEvent event) {
        DispatchDecision decision = farm.cores().dispatch(policy, view, event, Instant.ofEpochMilli(farm.now()));
        farm.observer().decided(farm.now(), view, event, decision);
        for (Change change : decision.changes()) {
            view.apply(change);
            kept.apply(change);
        }
        decision.effects().forEach(this::tell);
    }

    private void tell(Effect effect) {
        switch (effect) {
            case Effect.RequestBuild build ->
                farm.send(new Message.ToAgent(pool, build.attempt().agent(), build));
            case Effect.SettleAttempt settled -> farm.send(new Message.ToAgent(pool, settled.agent(), settled));
            case Effect.TurnAway turned -> throw new AssertionError("every agent of a virtual farm is enrolled");
            case Effect.PutAside aside ->
                throw new AssertionError("no agent of a virtual farm signs what it should not");
            case Effect.FenceAgent fenced -> farm.send(new Message.ToAgent(pool, fenced.agent(), fenced));
            case Effect.TellWave(var wanter, var news) -> farm.send(new Message.ToWave(wanter, pool, news));
            case Effect.PublishHistory(JobHistory history) -> farm.learn(history);
            case Effect.PublishAgent agent -> {}
            case Effect.TellOperators operators -> {}
        }
    }

    /** What is in memory is lost, and read from what was stored. */
    void restart() {
        view = farm.cores().empty(pool, kept, Instant.ofEpochMilli(farm.now()));
        view.apply(new Change.AttemptsNumbered(kept.nextAttempt));
        if (kept.lossToldAt != null) {
            view.apply(new Change.LossTold(kept.lossToldAt));
        }
        kept.enrolments.values().forEach(enrolment -> view.apply(new Change.EnrolmentPut(enrolment)));
        kept.agents.values().forEach(agent -> view.apply(new Change.AgentPut(agent)));
        kept.shares.values().forEach(share -> view.apply(new Change.SharePut(share)));
        kept.demands.values().forEach(demand -> view.apply(new Change.DemandPut(demand)));
    }

    /** What a farm has in stores. */
    private static final class Memory implements PoolView.Kept {
        private final Map<Sha256, Sha256> evidence = new HashMap<>();
        private final Map<PackageId, JobHistory> histories = new HashMap<>();
        private final TreeMap<Sha256, Demand> demands = new TreeMap<>();
        private final TreeMap<String, Agent> agents = new TreeMap<>();
        private final TreeMap<String, Enrolment> enrolments = new TreeMap<>();
        private final TreeMap<WaveId, WaveShare> shares = new TreeMap<>();
        private long nextAttempt = 1;
        private @Nullable Instant lossToldAt;

        void apply(Change change) {
            switch (change) {
                case Change.EvidenceFound(Sha256 key, Sha256 output) -> evidence.put(key, output);
                case Change.EvidenceLost(Sha256 key) -> evidence.remove(key);
                case Change.HistoryLearnt(JobHistory history) -> histories.put(history.packageId(), history);
                case Change.DemandPut(Demand demand) -> demands.put(demand.key(), demand);
                case Change.DemandRemoved(Sha256 key) -> demands.remove(key);
                case Change.EnrolmentPut(Enrolment enrolment) -> enrolments.put(enrolment.agent(), enrolment);
                case Change.EnrolmentRemoved(String agent) -> enrolments.remove(agent);
                case Change.AgentPut(Agent agent) -> agents.put(agent.name(), agent);
                case Change.AgentRemoved removed -> agents.remove(removed.name());
                case Change.AttemptsNumbered(long next) -> nextAttempt = next;
                case Change.LossTold(Instant at) -> lossToldAt = at;
                case Change.SharePut(WaveShare share) -> shares.put(share.wave(), share);
                case Change.ShareRemoved(WaveId wave) -> shares.remove(wave);
                case Fleeting fleeting -> {}
            }
        }

        @Override
        public Optional<Sha256> evidence(Sha256 key) {
            return Optional.ofNullable(evidence.get(key));
        }

        @Override
        public Optional<JobHistory> history(PackageId packageId) {
            return Optional.ofNullable(histories.get(packageId));
        }
    }
}
