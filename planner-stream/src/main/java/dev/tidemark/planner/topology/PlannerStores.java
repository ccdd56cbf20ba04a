package dev.tidemark.planner.topology;

import dev.tidemark.schemas.event.Bump;
import dev.tidemark.schemas.event.Enrolment;
import dev.tidemark.schemas.event.JobHistory;
import dev.tidemark.schemas.event.Policy;
import dev.tidemark.schemas.store.Admissions;
import dev.tidemark.schemas.store.AdmittedWave;
import dev.tidemark.schemas.store.AgentEntry;
import dev.tidemark.schemas.store.DemandEntry;
import dev.tidemark.schemas.store.EvaluationPart;
import dev.tidemark.schemas.store.Evidence;
import dev.tidemark.schemas.store.FinishedWave;
import dev.tidemark.schemas.store.JobEntry;
import dev.tidemark.schemas.store.ParkedOpen;
import dev.tidemark.schemas.store.PoolEntry;
import dev.tidemark.schemas.store.ShareEntry;
import dev.tidemark.schemas.store.WaveEntry;
import dev.tidemark.schemas.store.WaveJob;
import dev.tidemark.schemas.wire.EventSerdes;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** The planner's stores: persistent, backed by changelog topics, each the plural of what it holds. */
final class PlannerStores {

    /** Key: the set. */
    static final String ADMISSIONS = "admissions";
    /** Key {@code set:attribute@version[@change]}. */
    static final String BUMPS = "bumps";
    /** Key {@code set:wave}. */
    static final String ADMITTED_WAVES = "admitted-waves";
    /** Key: the set. */
    static final String POLICIES = "policies";
    /** Key: the wave. */
    static final String WAVES = "waves";
    /** Key {@code wave/number}. */
    static final String WAVE_JOBS = "wave-jobs";
    /** Key {@code wave/attempt/part}. */
    static final String EVALUATIONS = "evaluations";
    /** Key {@code wave/number}. */
    static final String JOB_STATES = "job-states";
    /** Key: the wave. Those whose jobs are still to leave the stores. */
    static final String FINISHED_WAVES = "finished-waves";
    /** Key: the wave. Commands that wait for the graph feed. */
    static final String PARKED_OPENS = "parked-opens";
    /** Key {@code pool/agent}. */
    static final String AGENTS = "agents";
    /** Key {@code pool/agent}. */
    static final String ENROLMENTS = "enrolments";
    /** Key {@code pool/wave}. */
    static final String SHARES = "shares";
    /** Key {@code pool/build key}. */
    static final String DEMANDS = "demands";
    /** Key {@code pool/build key}. */
    static final String EVIDENCE = "evidence";
    /** Key {@code pool/set:attribute}. */
    static final String JOB_HISTORIES = "job-histories";
    /** Key: the pool. */
    static final String POOLS = "pools";

    private final EventSerdes serdes;

    PlannerStores(EventSerdes serdes) {
        this.serdes = serdes;
    }

    Set<StoreBuilder<?>> admitBump() {
        return ordered(List.of(
                store(ADMISSIONS, Admissions.class),
                store(BUMPS, Bump.class),
                store(ADMITTED_WAVES, AdmittedWave.class),
                store(POLICIES, Policy.class)));
    }

    Set<StoreBuilder<?>> advanceWave() {
        return ordered(List.of(
                store(WAVES, WaveEntry.class),
                store(WAVE_JOBS, WaveJob.class),
                store(EVALUATIONS, EvaluationPart.class),
                store(JOB_STATES, JobEntry.class),
                store(FINISHED_WAVES, FinishedWave.class),
                store(PARKED_OPENS, ParkedOpen.class)));
    }

    Set<StoreBuilder<?>> dispatchJobs() {
        return ordered(List.of(
                store(AGENTS, AgentEntry.class),
                store(ENROLMENTS, Enrolment.class),
                store(DEMANDS, DemandEntry.class),
                store(EVIDENCE, Evidence.class),
                store(JOB_HISTORIES, JobHistory.class),
                store(SHARES, ShareEntry.class),
                store(POOLS, PoolEntry.class)));
    }

    private static Set<StoreBuilder<?>> ordered(List<StoreBuilder<?>> stores) {
        Set<StoreBuilder<?>> ordered = new TreeSet<>(Comparator.comparing(StoreBuilder::name));
        ordered.addAll(stores);
        return ordered;
    }

    private <T extends SpecificRecord> StoreBuilder<KeyValueStore<String, T>> store(String name, Class<T> type) {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), Serdes.String(), serdes.of(type))
                .withCachingDisabled();
    }
}
