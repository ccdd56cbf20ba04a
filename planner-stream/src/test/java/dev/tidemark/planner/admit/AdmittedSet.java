package dev.tidemark.planner.admit;

import static dev.tidemark.planner.testing.TestGraphs.graph;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.graph.PackageNode;
import dev.tidemark.planner.admit.AdmitBump.Decision;
import dev.tidemark.planner.admit.AdmitBump.Effect;
import dev.tidemark.planner.admit.AdmitBump.SetEvent;
import dev.tidemark.planner.admit.BumpStatus.Standing;
import dev.tidemark.planner.admit.WaveRecord.Outcome;
import dev.tidemark.planner.codec.PolicyCodec;
import dev.tidemark.planner.policy.Policy;
import dev.tidemark.schemas.identity.WaveId;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The set {@code demo}, to which a test lets things happen. Time stands still until it is let pass. */
final class AdmittedSet {

    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final TreeMap<String, BumpStatus> stored = new TreeMap<>();
    private final TreeMap<WaveId, WaveRecord> waves = new TreeMap<>();
    private final SetLedger ledger = new SetLedger("demo", id -> Optional.ofNullable(stored.get(id)));
    private Instant now = START;

    /** Every package that it has, at version 1.0 unless the node says otherwise. */
    static AdmittedSet of(PackageNode... nodes) {
        AdmittedSet set = new AdmittedSet();
        set.ledger.graph(Optional.of(graph(1, Arrays.asList(nodes))));
        return set;
    }

    Decision tell(SetEvent event) {
        Decision decision = AdmitBump.decide(ledger, event, now);
        decision.bumps().forEach(bump -> stored.put(bump.id(), bump));
        decision.records().forEach(record -> waves.put(record.wave(), record));
        decision.forgotten().forEach(waves::remove);
        ledger.apply(decision);
        if (event instanceof SetEvent.PolicyApplied(Policy policy)) {
            ledger.policy(policy);
        }
        return decision;
    }

    /** What it would decide; nothing happens. */
    Decision consider(SetEvent event) {
        return AdmitBump.decide(ledger, event, now);
    }

    Decision publish(Release release) {
        return tell(release.event(now));
    }

    Decision publish(String attribute, String to) {
        return publish(Release.of(attribute, to));
    }

    Decision revise(long sequence, PackageNode... nodes) {
        ledger.graph(Optional.of(graph(sequence, Arrays.asList(nodes))));
        return tell(new SetEvent.GraphRevised());
    }

    Decision apply(String policy) {
        return tell(new SetEvent.PolicyApplied(PolicyCodec.read(policy)));
    }

    Decision end(WaveId wave, Outcome outcome) {
        return end(wave, outcome, 0, 0);
    }

    Decision end(WaveId wave, Outcome outcome, double cpuHours, double gpuHours) {
        return tell(new SetEvent.WaveEnded(wave, outcome, cpuHours, gpuHours));
    }

    Decision pass(Duration time) {
        now = now.plus(time);
        return tell(new SetEvent.Ticked());
    }

    Instant now() {
        return now;
    }

    Optional<Instant> due() {
        return ledger.due();
    }

    List<WaveRecord> records() {
        return ledger.waveRecords();
    }

    /** The same set, as whoever starts anew makes it of what was stored. */
    SetLedger rebuilt() {
        SetLedger anew = new SetLedger("demo", id -> Optional.ofNullable(stored.get(id)));
        stored.descendingMap().values().forEach(anew::put);
        waves.values().forEach(anew::put);
        anew.waves(ledger.waves());
        anew.policy(ledger.policy());
        anew.graph(ledger.graph());
        return anew;
    }

    SetLedger ledger() {
        return ledger;
    }

    SortedMap<String, BumpStatus> stored() {
        return stored;
    }

    BumpStatus status(String attribute, String version) {
        String id = "demo:%s@%s".formatted(attribute, version);
        return Objects.requireNonNull(stored.get(id), () -> "nobody published " + id);
    }

    Standing standing(String attribute, String version) {
        return status(attribute, version).standing();
    }

    Standing.Pending pending(String attribute, String version) {
        Standing standing = standing(attribute, version);
        assertThat(standing).isInstanceOf(Standing.Pending.class);
        return (Standing.Pending) standing;
    }

    Obstacle obstacle(String attribute, String version) {
        return pending(attribute, version).obstacle();
    }

    WaveId wave(String attribute, String version) {
        Standing standing = standing(attribute, version);
        assertThat(standing).isInstanceOf(Standing.InWave.class);
        return ((Standing.InWave) standing).wave();
    }

    /** What each wave that is to be opened carries. */
    static List<List<String>> opened(Decision decision) {
        return decision.opened().stream().map(AdmittedSet::cargo).toList();
    }

    static List<String> cargo(Effect.OpenWave wave) {
        return wave.bumps().stream()
                .map(bump -> bump.bump().attribute() + " " + bump.bump().to())
                .toList();
    }
}
