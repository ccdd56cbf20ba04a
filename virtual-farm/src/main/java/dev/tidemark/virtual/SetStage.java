package dev.tidemark.virtual;

import dev.tidemark.planner.admit.AdmitBump.Decision;
import dev.tidemark.planner.admit.AdmitBump.Effect;
import dev.tidemark.planner.admit.AdmitBump.SetEvent;
import dev.tidemark.planner.admit.BumpStatus;
import dev.tidemark.planner.admit.SetLedger;
import dev.tidemark.planner.admit.WaveRecord;
import dev.tidemark.planner.wave.WaveEvent;
import dev.tidemark.planner.wave.WaveEvent.Order;
import dev.tidemark.planner.wave.WaveEvent.Signature;
import dev.tidemark.schemas.identity.WaveId;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;

/** Admits the bumps of one set; what a processor is to the core in a farm. */
final class SetStage {

    private final VirtualFarm farm;
    /** What a farm has in stores. */
    private final TreeMap<String, BumpStatus> bumps = new TreeMap<>();

    private final TreeMap<WaveId, WaveRecord> records = new TreeMap<>();
    private long waves;
    private SetLedger ledger;

    SetStage(VirtualFarm farm) {
        this.farm = farm;
        this.ledger = ledger();
    }

    private SetLedger ledger() {
        SetLedger empty = new SetLedger(farm.graph().set(), id -> Optional.ofNullable(bumps.get(id)));
        empty.policy(farm.policy());
        bumps.values().forEach(empty::put);
        records.values().forEach(empty::put);
        empty.waves(waves);
        return empty;
    }

    /** What is in memory is lost, and read from what was stored. */
    void restart() {
        ledger = ledger();
    }

    void hear(SetEvent event) {
        ledger.graph(Optional.of(farm.graph()));
        Decision decision = farm.cores().admit(ledger, event, Instant.ofEpochMilli(farm.now()));
        farm.observer().decided(farm.now(), event, decision);
        ledger.apply(decision);
        waves = decision.waves();
        decision.bumps().forEach(bump -> bumps.put(bump.id(), bump));
        decision.records().forEach(record -> records.put(record.wave(), record));
        decision.forgotten().forEach(records::remove);
        decision.effects().forEach(this::tell);
    }

    /** Whether some bump is to be judged again because of the time. */
    boolean isDue() {
        return ledger.due().isPresent() && !ledger.due().get().isAfter(Instant.ofEpochMilli(farm.now()));
    }

    /** When some bump is to be judged again because of the time. */
    Optional<Instant> due() {
        return ledger.due();
    }

    private void tell(Effect effect) {
        switch (effect) {
            case Effect.OpenWave open ->
                farm.send(new Message.OpenWave(
                        open.wave(),
                        open.bumps().stream().map(BumpStatus::bump).toList(),
                        open.minimumSequence(),
                        open.terms()));
            case Effect.AbandonWave(WaveId wave, String actor, String reason) ->
                farm.send(new Message.Ordered(
                        wave, new WaveEvent.Commanded(new Order.Abandon(), new Signature(actor, reason))));
        }
    }
}
