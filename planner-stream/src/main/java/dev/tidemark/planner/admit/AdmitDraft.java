package dev.tidemark.planner.admit;

import dev.tidemark.planner.admit.AdmitBump.Decision;
import dev.tidemark.planner.admit.AdmitBump.Effect;
import dev.tidemark.planner.admit.BumpStatus.Standing;
import dev.tidemark.planner.build.Bump;
import dev.tidemark.planner.build.Urgency;
import dev.tidemark.planner.policy.Policy;
import dev.tidemark.schemas.identity.WaveId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** A decision while it is made: the view, and what is already decided over it. Used once. */
final class AdmitDraft {

    private final SetView view;
    private final Policy policy;
    private final Instant now;
    private final TreeMap<String, BumpStatus> changed = new TreeMap<>();
    private final TreeMap<WaveId, WaveRecord> records = new TreeMap<>();
    private final TreeSet<WaveId> news = new TreeSet<>();
    private final TreeSet<WaveId> forgotten = new TreeSet<>();
    private final TreeSet<String> considered = new TreeSet<>();
    private final List<Effect> effects = new ArrayList<>();
    private long waves;

    AdmitDraft(SetView view, Policy policy, Instant now) {
        this.view = view;
        this.policy = policy;
        this.now = now;
        this.waves = view.waves();
        view.waveRecords().forEach(record -> records.put(record.wave(), record));
    }

    SetView view() {
        return view;
    }

    Policy policy() {
        return policy;
    }

    Instant now() {
        return now;
    }

    /** The bumps of this package are to be judged. */
    void consider(String attribute) {
        considered.add(attribute);
    }

    /** Packages whose bumps are to be judged, in alphabetical order. */
    List<String> considered() {
        return List.copyOf(considered);
    }

    /** A bump as it is from now on. */
    void put(BumpStatus status) {
        changed.put(status.id(), status);
    }

    /** A bump by what is decided so far; empty when it was never published. */
    Optional<BumpStatus> bump(String id) {
        return Optional.ofNullable(changed.get(id)).or(() -> view.bump(id));
    }

    /** The bumps of a package that are WAITING, HELD or IN_WAVE by what is decided so far. */
    List<BumpStatus> ofPackage(String attribute) {
        TreeMap<String, BumpStatus> newest = new TreeMap<>();
        view.ofPackage(attribute).forEach(status -> newest.put(status.id(), status));
        changed.values().stream()
                .filter(status -> status.bump().attribute().equals(attribute))
                .forEach(status -> newest.put(status.id(), status));
        return newest.values().stream()
                .filter(status -> status.isPending() || status.wave().isPresent() || isRevived(status))
                .sorted(BumpStatus.BY_AGE)
                .toList();
    }

    /** Skipped once, and now somebody wants it all the same. */
    private boolean isRevived(BumpStatus status) {
        return status.standing() instanceof Standing.Skipped
                && status.isForced()
                && view.bump(status.id()).map(before -> !before.isForced()).orElse(true);
    }

    /** The bumps that a wave carries by what is decided so far, ordered by attribute. */
    List<BumpStatus> carriedBy(WaveId wave) {
        return view.carriedBy(wave).stream()
                .map(status -> changed.getOrDefault(status.id(), status))
                .filter(status -> status.wave().equals(Optional.of(wave)))
                .toList();
    }

    /** Since when an obstacle has been in the way of this package; from now on where it has not. */
    Instant since(String attribute, Obstacle obstacle) {
        return view.ofPackage(attribute).stream()
                .flatMap(status -> Stop.since(status, obstacle).stream())
                .min(Instant::compareTo)
                .orElse(now);
    }

    Optional<Instant> lastWave(String attribute) {
        Optional<Instant> drafted = changed.values().stream()
                .filter(status -> status.bump().attribute().equals(attribute))
                .flatMap(status -> Optional.ofNullable(status.admittedAt()).stream())
                .max(Instant::compareTo);
        Optional<Instant> stored = view.lastWave(attribute);
        return drafted.isPresent() && stored.map(drafted.get()::isAfter).orElse(true) ? drafted : stored;
    }

    /** The newest version of a package that went green by what is decided so far. */
    Optional<String> green(String attribute) {
        Optional<String> drafted = changed.values().stream()
                .filter(status -> status.bump().attribute().equals(attribute))
                .filter(status -> status.standing() instanceof Standing.Done)
                .map(status -> status.bump().to())
                .max(ReleaseOrder::compare);
        Optional<String> stored = view.green(attribute);
        return drafted.isPresent()
                        && stored.map(version -> ReleaseOrder.compare(drafted.get(), version) > 0)
                                .orElse(true)
                ? drafted
                : stored;
    }

    /** Every wave that something is known of, ordered by id. */
    List<WaveRecord> records() {
        return List.copyOf(records.values());
    }

    boolean isRunning(WaveId wave) {
        WaveRecord record = records.get(wave);
        return record != null && record.isRunning();
    }

    /** A wave is over; false when that is known already. */
    boolean end(WaveId wave, WaveRecord.End end) {
        WaveRecord known = records.getOrDefault(wave, new WaveRecord(wave, now, false, Optional.empty()));
        if (known.end().map(end::isSame).orElse(false)) {
            return false;
        }
        put(known.ended(end));
        return true;
    }

    private void put(WaveRecord record) {
        records.put(record.wave(), record);
        news.add(record.wave());
    }

    /** A wave that ended more than a week ago, and of which no bump is still to be told anything. */
    void forgetOldWaves() {
        for (WaveRecord record : records()) {
            if (record.end().isPresent()
                    && !record.end().get().isOfTheWeekBefore(now)
                    && carriedBy(record.wave()).isEmpty()) {
                records.remove(record.wave());
                news.remove(record.wave());
                forgotten.add(record.wave());
            }
        }
    }

    /** How many waves the set has had so far. */
    long waves() {
        return waves;
    }

    /** The number of the next wave. */
    long nextOrdinal() {
        return ++waves;
    }

    void open(Effect.OpenWave wave, boolean heavy) {
        wave.bumps().forEach(this::put);
        put(new WaveRecord(wave.wave(), now, heavy, Optional.empty()));
        effects.add(wave);
    }

    /** Its costs are told once it has really ended. */
    void abandon(Effect.AbandonWave wave) {
        var unused = end(wave.wave(), new WaveRecord.End(WaveRecord.Outcome.ABANDONED, now, 0, 0));
        effects.add(wave);
    }

    /** Whether the policy names who says so, and there are advisories. */
    boolean mayBeSecurity(Bump bump) {
        return bump.urgency() == Urgency.SECURITY
                && policy.principals().contains(bump.publisher())
                && !bump.advisories().isEmpty();
    }

    /** What differs from the view. */
    Decision decision() {
        List<BumpStatus> bumps = changed.values().stream()
                .filter(status -> !view.bump(status.id()).equals(Optional.of(status)))
                .toList();
        return new Decision(
                bumps, news.stream().map(records::get).toList(), List.copyOf(forgotten), List.copyOf(effects), waves);
    }
}
