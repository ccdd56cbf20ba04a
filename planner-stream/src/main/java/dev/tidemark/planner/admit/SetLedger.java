package dev.tidemark.planner.admit;

import dev.tidemark.graph.PackageGraph;
import dev.tidemark.planner.admit.AdmitBump.Decision;
import dev.tidemark.planner.admit.BumpStatus.Standing;
import dev.tidemark.planner.policy.Policy;
import dev.tidemark.schemas.identity.WaveId;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A set in memory: what is WAITING, HELD or IN_WAVE as a whole, of what is DONE or SKIPPED what later bumps are judged by.
 * Rebuilt by {@link #put} of everything that was stored, in any order. Belongs to one thread.
 */
public final class SetLedger implements SetView {

    private final String set;
    private final Function<String, Optional<BumpStatus>> settled;
    private final TreeMap<String, BumpStatus> open = new TreeMap<>();
    private final TreeSet<BumpStatus> waiting = new TreeSet<>(BumpStatus.BY_AGE);
    private final TreeSet<BumpStatus> held = new TreeSet<>(BumpStatus.BY_AGE);
    private final TreeMap<String, SortedSet<String>> idsByPackage = new TreeMap<>();
    private final TreeMap<WaveId, SortedSet<String>> idsByWave = new TreeMap<>();
    private final TreeMap<String, Instant> lastWaves = new TreeMap<>();
    private final TreeMap<String, String> greens = new TreeMap<>();
    private final TreeMap<WaveId, WaveRecord> records = new TreeMap<>();
    private Optional<PackageGraph> graph = Optional.empty();
    private Policy policy = Policy.NONE;
    private long waves;

    /** @param settled where to look up a bump that is DONE or SKIPPED by its identity */
    public SetLedger(String set, Function<String, Optional<BumpStatus>> settled) {
        this.set = set;
        this.settled = settled;
    }

    /** From now on this is the newest whole graph. */
    public void graph(Optional<PackageGraph> newest) {
        graph = newest;
    }

    /** From now on this policy holds. */
    public void policy(Policy applied) {
        policy = applied;
    }

    /** How many waves were opened so far. */
    public void waves(long opened) {
        waves = opened;
    }

    /** What was decided. */
    public void apply(Decision decision) {
        decision.bumps().forEach(this::put);
        decision.records().forEach(this::put);
        decision.forgotten().forEach(records::remove);
        waves = decision.waves();
    }

    /** A wave as it is now. */
    public void put(WaveRecord record) {
        records.put(record.wave(), record);
    }

    /** A bump as it is now. */
    public void put(BumpStatus status) {
        remove(status.id());
        String attribute = status.bump().attribute();
        if (status.admittedAt() != null) {
            lastWaves.merge(attribute, status.admittedAt(), (one, other) -> one.isAfter(other) ? one : other);
        }
        switch (status.standing()) {
            case Standing.Waiting now -> {
                waiting.add(status);
                index(status);
            }
            case Standing.Held now -> {
                held.add(status);
                index(status);
            }
            case Standing.InWave(WaveId wave, Instant since) -> {
                idsByWave.computeIfAbsent(wave, first -> new TreeSet<>()).add(status.id());
                index(status);
            }
            case Standing.Done now -> greens.merge(attribute, status.bump().to(), SetLedger::newer);
            case Standing.Skipped now -> {}
        }
    }

    private static String newer(String one, String other) {
        int order = ReleaseOrder.compare(one, other);
        // Of versions that are as old as each other the same one is kept, whichever came first.
        return order > 0 || (order == 0 && one.compareTo(other) <= 0) ? one : other;
    }

    private void index(BumpStatus status) {
        open.put(status.id(), status);
        idsByPackage
                .computeIfAbsent(status.bump().attribute(), first -> new TreeSet<>())
                .add(status.id());
    }

    private void remove(String id) {
        BumpStatus before = open.remove(id);
        if (before == null) {
            return;
        }
        waiting.remove(before);
        held.remove(before);
        removeFrom(idsByPackage, before.bump().attribute(), id);
        before.wave().ifPresent(wave -> removeFrom(idsByWave, wave, id));
    }

    private static <K> void removeFrom(SortedMap<K, SortedSet<String>> index, K key, String id) {
        index.computeIfPresent(key, (same, ids) -> {
            ids.remove(id);
            return ids.isEmpty() ? null : ids;
        });
    }

    /** When time alone may change something next; empty when it will not. */
    public Optional<Instant> due() {
        return Stream.concat(waiting.stream(), held.stream())
                .map(BumpStatus::standing)
                .flatMap(standing ->
                        standing instanceof Standing.Pending pending ? pending.until().stream() : Stream.empty())
                .min(Comparator.naturalOrder());
    }

    @Override
    public String set() {
        return set;
    }

    @Override
    public Optional<PackageGraph> graph() {
        return graph;
    }

    @Override
    public Policy policy() {
        return policy;
    }

    @Override
    public long waves() {
        return waves;
    }

    @Override
    public Optional<BumpStatus> bump(String id) {
        BumpStatus known = open.get(id);
        return known == null ? settled.apply(id) : Optional.of(known);
    }

    @Override
    public List<BumpStatus> waiting() {
        return List.copyOf(waiting);
    }

    @Override
    public List<BumpStatus> held() {
        return List.copyOf(held);
    }

    @Override
    public List<BumpStatus> ofPackage(String attribute) {
        return named(idsByPackage.getOrDefault(attribute, new TreeSet<>()), BumpStatus.BY_AGE);
    }

    @Override
    public List<BumpStatus> carriedBy(WaveId wave) {
        return named(
                idsByWave.getOrDefault(wave, new TreeSet<>()),
                Comparator.comparing(status -> status.bump().attribute()));
    }

    private List<BumpStatus> named(SortedSet<String> ids, Comparator<BumpStatus> order) {
        return ids.stream().flatMap(id -> bump(id).stream()).sorted(order).toList();
    }

    @Override
    public Optional<Instant> lastWave(String attribute) {
        return Optional.ofNullable(lastWaves.get(attribute));
    }

    @Override
    public Optional<String> green(String attribute) {
        return Optional.ofNullable(greens.get(attribute));
    }

    @Override
    public List<WaveRecord> waveRecords() {
        return List.copyOf(records.values());
    }
}
