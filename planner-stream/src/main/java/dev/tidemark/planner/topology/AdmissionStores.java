package dev.tidemark.planner.topology;

import dev.tidemark.graph.PackageGraph;
import dev.tidemark.planner.admit.AdmitBump.Decision;
import dev.tidemark.planner.admit.BumpStatus;
import dev.tidemark.planner.admit.SetLedger;
import dev.tidemark.planner.codec.AdmissionCodec;
import dev.tidemark.planner.codec.BumpCodec;
import dev.tidemark.planner.codec.PolicyCodec;
import dev.tidemark.schemas.event.Bump;
import dev.tidemark.schemas.event.Policy;
import dev.tidemark.schemas.store.Admissions;
import dev.tidemark.schemas.store.AdmittedWave;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What {@link AdmitBumpProcessor} keeps of its sets. Belongs to one task. */
final class AdmissionStores {

    private static final Logger LOG = LoggerFactory.getLogger(AdmissionStores.class);

    private final KeyValueStore<String, Admissions> admissions;
    private final KeyValueStore<String, Bump> bumps;
    private final KeyValueStore<String, AdmittedWave> waves;
    private final KeyValueStore<String, Policy> policies;

    AdmissionStores(ProcessorContext<?, ?> context) {
        admissions = context.getStateStore(PlannerStores.ADMISSIONS);
        bumps = context.getStateStore(PlannerStores.BUMPS);
        waves = context.getStateStore(PlannerStores.ADMITTED_WAVES);
        policies = context.getStateStore(PlannerStores.POLICIES);
    }

    /** A set as everything that is stored says. */
    SetLedger ledger(String set) {
        SetLedger ledger = new SetLedger(set, this::bump);
        each(bumps, set, bump -> ledger.put(BumpCodec.status(bump)));
        each(waves, set, wave -> ledger.put(AdmissionCodec.record(wave)));
        Admissions known = admissions.get(set);
        ledger.waves(known == null ? 0 : known.getWaves());
        Policy policy = policies.get(set);
        if (policy != null) {
            ledger.policy(read(policy));
        }
        return ledger;
    }

    /** It was read once, when it was applied: by another release. Records of its set are no worse for it, and another takes its place. */
    private static dev.tidemark.planner.policy.Policy read(Policy stored) {
        try {
            return PolicyCodec.read(stored.getDocument());
        } catch (IllegalArgumentException e) {
            LOG.atError()
                    .addKeyValue("set", stored.getSet())
                    .addKeyValue("reason", e.getMessage())
                    .log("the policy that was applied cannot be read by this release, so it holds everything");
            return dev.tidemark.planner.policy.Policy.holdingAll(
                    ("this release cannot read what %s applied (%s); apply one that it can read, or apply it again after an"
                                    + " upgrade: tidemark policy apply FILE --set %s --by NAME")
                            .formatted(stored.getAppliedBy(), e.getMessage(), stored.getSet()));
        }
    }

    private static <T> void each(KeyValueStore<String, T> store, String set, Consumer<T> consumer) {
        try (KeyValueIterator<String, T> all = store.prefixScan(set + ":", new StringSerializer())) {
            all.forEachRemaining(entry -> consumer.accept(entry.value));
        }
    }

    private Optional<BumpStatus> bump(String id) {
        return Optional.ofNullable(bumps.get(id)).map(BumpCodec::status);
    }

    /** Per set, in the order of their names: the revision that all its bumps were judged with, at least. */
    SortedMap<String, Long> judged() {
        SortedMap<String, Long> judged = new TreeMap<>();
        try (KeyValueIterator<String, Admissions> all = admissions.all()) {
            all.forEachRemaining(entry -> judged.put(entry.key, entry.value.getJudgedSequence()));
        }
        return judged;
    }

    /** Every bump of the set was judged with this revision. */
    void judged(String set, long sequence) {
        admissions.put(set, new Admissions(admissions.get(set).getWaves(), sequence));
    }

    /** A planner that took the set over may judge with an older revision than all were judged with: the newer one is then due again. */
    void apply(SetLedger ledger, Decision decision) {
        Admissions known = admissions.get(ledger.set());
        long with = ledger.graph().map(PackageGraph::sequence).orElse(0L);
        long judged = known == null ? with : Math.min(with, known.getJudgedSequence());
        admissions.put(ledger.set(), new Admissions(decision.waves(), judged));
        decision.bumps().forEach(status -> bumps.put(status.id(), BumpCodec.event(status)));
        decision.records().forEach(wave -> waves.put(key(ledger, wave.wave().value()), AdmissionCodec.entry(wave)));
        decision.forgotten().forEach(wave -> waves.delete(key(ledger, wave.value())));
    }

    private static String key(SetLedger ledger, String wave) {
        return ledger.set() + ":" + wave;
    }

    void put(Policy policy) {
        policies.put(policy.getSet(), policy);
    }

    void removePolicy(String set) {
        policies.delete(set);
    }
}
