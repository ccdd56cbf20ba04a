package dev.tidemark.virtual;

import dev.tidemark.graph.PackageGraph;
import dev.tidemark.planner.admit.AdmitBump;
import dev.tidemark.planner.admit.AdmitBump.Decision;
import dev.tidemark.planner.admit.AdmitBump.OpenedWave;
import dev.tidemark.planner.admit.AdmitBump.SetEvent;
import dev.tidemark.planner.admit.AdmitBump.SetView;
import dev.tidemark.planner.admit.BumpStatus;
import dev.tidemark.planner.admit.BumpStatus.Standing;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Admits the bumps of one set; what a processor is to {@link AdmitBump} in a farm. */
final class SetStage {

    private final VirtualFarm farm;
    private final TreeMap<String, BumpStatus> bumps = new TreeMap<>();
    private long waves;

    SetStage(VirtualFarm farm) {
        this.farm = farm;
    }

    void hear(SetEvent event) {
        Decision decision = farm.cores().admit(new View(), event);
        farm.observer().decided(farm.now(), event, decision);
        waves = decision.waves();
        decision.bumps().forEach(bump -> bumps.put(bump.id(), bump));
        for (OpenedWave opened : decision.opened()) {
            farm.send(new Message.OpenWave(opened.wave(), List.of(opened.bump().bump()), opened.minimumSequence()));
        }
    }

    private final class View implements SetView {
        @Override
        public String set() {
            return farm.graph().set();
        }

        @Override
        public Optional<PackageGraph> graph() {
            return Optional.of(farm.graph());
        }

        @Override
        public long waves() {
            return waves;
        }

        @Override
        public Optional<BumpStatus> bump(String id) {
            return Optional.ofNullable(bumps.get(id));
        }

        @Override
        public List<BumpStatus> held() {
            return bumps.values().stream()
                    .filter(bump -> bump.standing() instanceof Standing.Held)
                    .toList();
        }
    }
}
