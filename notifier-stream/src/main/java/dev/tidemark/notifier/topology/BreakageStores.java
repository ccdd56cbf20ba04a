package dev.tidemark.notifier.topology;

import dev.tidemark.notifier.breakage.Change;
import dev.tidemark.notifier.breakage.Finding;
import dev.tidemark.notifier.breakage.SetBreakages;
import dev.tidemark.notifier.codec.BreakageStoreCodec;
import dev.tidemark.notifier.codec.ConcernCodec;
import dev.tidemark.notifier.people.Reason;
import dev.tidemark.schemas.event.Breakage;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.WaveId;
import dev.tidemark.schemas.store.BlockedEntry;
import dev.tidemark.schemas.store.BreakageEntry;
import dev.tidemark.schemas.store.CarriedWave;
import dev.tidemark.schemas.store.ConcernedEntry;
import dev.tidemark.schemas.store.EndingWave;
import dev.tidemark.schemas.store.FindingEntry;
import dev.tidemark.schemas.store.GreenPackage;
import dev.tidemark.schemas.store.JobAnswer;
import dev.tidemark.schemas.wire.IdentityCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** What {@link RaiseBreakageProcessor} keeps of its sets. Belongs to one task. */
final class BreakageStores {

    private static final int REASONS_KEPT = 20;

    private final KeyValueStore<String, BreakageEntry> breakages;
    private final KeyValueStore<String, Breakage> told;
    private final KeyValueStore<String, FindingEntry> findings;
    private final KeyValueStore<String, BlockedEntry> blocked;
    private final KeyValueStore<String, CarriedWave> waves;
    private final KeyValueStore<String, GreenPackage> greens;
    private final KeyValueStore<String, JobAnswer> answers;
    private final KeyValueStore<String, EndingWave> endings;
    private final KeyValueStore<String, ConcernedEntry> concerned;

    BreakageStores(ProcessorContext<?, ?> context) {
        breakages = context.getStateStore(NotifierStores.BREAKAGES);
        told = context.getStateStore(NotifierStores.TOLD_BREAKAGES);
        findings = context.getStateStore(NotifierStores.FINDINGS);
        blocked = context.getStateStore(NotifierStores.BLOCKED_JOBS);
        waves = context.getStateStore(NotifierStores.CARRIED_WAVES);
        greens = context.getStateStore(NotifierStores.GREEN_PACKAGES);
        answers = context.getStateStore(NotifierStores.JOB_ANSWERS);
        endings = context.getStateStore(NotifierStores.ENDING_WAVES);
        concerned = context.getStateStore(NotifierStores.CONCERNED_PEOPLE);
    }

    /** Sets that have breakages, in alphabetical order. */
    SortedSet<String> sets() {
        SortedSet<String> sets = new TreeSet<>();
        try (KeyValueIterator<String, BreakageEntry> all = breakages.all()) {
            all.forEachRemaining(row -> sets.add(row.key.substring(0, row.key.indexOf('/'))));
        }
        return sets;
    }

    /** A set as everything that is stored says. */
    SetBreakages ledger(String set) {
        SetBreakages ledger = new SetBreakages(set);
        each(breakages, set, (key, row) -> ledger.apply(new Change.BreakageKept(BreakageStoreCodec.breakage(row))));
        each(
                findings,
                set,
                (key, row) -> ledger.apply(new Change.Found(key.split("/", -1)[1], BreakageStoreCodec.finding(row))));
        each(blocked, set, (key, row) -> ledger.apply(new Change.BlockedKept(BreakageStoreCodec.blocked(row))));
        each(waves, set, (key, row) -> ledger.apply(new Change.WaveKept(new WaveId(row.getWave()), row.getPackages())));
        each(greens, set, (key, row) -> ledger.apply(new Change.WentGreen(row.getAttribute(), row.getOrdinal())));
        each(
                answers,
                set,
                (key, row) -> ledger.apply(new Change.AnswerKept(
                        new WaveId(row.getWave()),
                        IdentityCodec.jobId(row.getJob()),
                        BreakageStoreCodec.answer(row.getAnswer()))));
        each(endings, set, (key, row) -> ledger.apply(new Change.WaveEnding(new WaveId(row.getWave()), row.getAt())));
        return ledger;
    }

    private interface Row<T> {
        void take(String key, T row);
    }

    private static <T> void each(KeyValueStore<String, T> store, String prefix, Row<T> taker) {
        try (KeyValueIterator<String, T> all = store.prefixScan(prefix + "/", new StringSerializer())) {
            all.forEachRemaining(row -> taker.take(row.key, row.value));
        }
    }

    /**
     * Keeps a change.
     *
     * @param proof of a job that regressed, where the change is due to one
     */
    void apply(String set, Change change, Optional<Job> proof) {
        switch (change) {
            case Change.BreakageKept(var breakage) ->
                breakages.put(key(set, breakage.id()), BreakageStoreCodec.entry(breakage));
            case Change.BreakageDropped(String id) -> {
                breakages.delete(key(set, id));
                told.delete(key(set, id));
                delete(concerned, key(set, id));
            }
            case Change.Found(String id, Finding finding) ->
                findings.put(
                        key(set, id, finding),
                        BreakageStoreCodec.entry(
                                finding,
                                proof.orElseThrow(() -> new AssertionError("nothing is found without a proof"))));
            case Change.Lost(String id, Finding finding) -> findings.delete(key(set, id, finding));
            case Change.BlockedKept(var job) ->
                blocked.put(key(set, job.wave(), job.job()), BreakageStoreCodec.entry(job));
            case Change.BlockedDropped(WaveId wave, JobId job) -> blocked.delete(key(set, wave, job));
            case Change.WaveKept(WaveId wave, List<String> packages) ->
                waves.put(key(set, wave.value()), new CarriedWave(wave.value(), packages));
            case Change.WaveDropped(WaveId wave) -> {
                waves.delete(key(set, wave.value()));
                delete(answers, key(set, wave.value()));
            }
            case Change.WaveEnding(WaveId wave, var at) ->
                endings.put(key(set, wave.value()), new EndingWave(wave.value(), at));
            case Change.WaveEndSettled(WaveId wave) -> endings.delete(key(set, wave.value()));
            case Change.WentGreen(String attribute, long ordinal) ->
                greens.put(key(set, attribute), new GreenPackage(attribute, ordinal));
            case Change.AnswerKept(WaveId wave, JobId job, var answer) ->
                answers.put(
                        key(set, wave, job),
                        new JobAnswer(wave.value(), IdentityCodec.jobRef(job), BreakageStoreCodec.answer(answer)));
        }
    }

    private static <T> void delete(KeyValueStore<String, T> store, String prefix) {
        List<String> keys = new ArrayList<>();
        each(store, prefix, (key, row) -> keys.add(key));
        keys.forEach(store::delete);
    }

    /** Who was told of a breakage, and why, ordered by person. */
    SortedMap<String, List<Reason>> concerned(String set, String breakage) {
        SortedMap<String, List<Reason>> people = new TreeMap<>();
        String prefix = key(set, breakage);
        each(
                concerned,
                prefix,
                (key, row) -> people.put(
                        key.substring(prefix.length() + 1),
                        row.getReasons().stream().map(ConcernCodec::reason).toList()));
        return people;
    }

    /** They are told. */
    void concerned(String set, String breakage, String person, List<Reason> reasons) {
        concerned.put(
                key(set, breakage) + "/" + person,
                new ConcernedEntry(reasons.stream()
                        .limit(REASONS_KEPT)
                        .map(ConcernCodec::reason)
                        .toList()));
    }

    /** The proofs of what stands, in its order. */
    List<FindingEntry> proofs(String set, String breakage, List<Finding> standing) {
        List<FindingEntry> proofs = new ArrayList<>();
        for (Finding finding : standing) {
            proofs.add(Optional.ofNullable(findings.get(key(set, breakage, finding)))
                    .orElseThrow(() -> new AssertionError("what stands has a proof")));
        }
        return proofs;
    }

    void told(Breakage breakage) {
        told.put(key(breakage.getSet(), breakage.getBreakage()), breakage);
    }

    /** As everybody was told last. */
    Optional<Breakage> lastTold(String set, String breakage) {
        return Optional.ofNullable(told.get(key(set, breakage)));
    }

    private static String key(String set, String rest) {
        return set + "/" + rest;
    }

    private static String key(String set, WaveId wave, JobId job) {
        return set + "/" + wave + "/" + job;
    }

    private static String key(String set, String breakage, Finding finding) {
        return set + "/" + breakage + "/" + finding.wave() + "/" + finding.job();
    }
}
