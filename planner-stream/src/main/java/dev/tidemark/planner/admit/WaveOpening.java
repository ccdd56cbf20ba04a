package dev.tidemark.planner.admit;

import dev.tidemark.graph.PackageGraph;
import dev.tidemark.planner.admit.AdmitBump.Effect;
import dev.tidemark.planner.admit.BumpStatus.Standing;
import dev.tidemark.planner.build.Bump;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.WaveId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Puts bumps that nothing holds back by themselves into waves, or lets them wait for each other. Used once. */
final class WaveOpening {

    private final AdmitDraft draft;
    private final Gate gate;
    private final Weights weights;
    private final Cohorts cohorts;
    private final TreeSet<String> placed = new TreeSet<>();

    WaveOpening(AdmitDraft draft, Gate gate) {
        this.draft = draft;
        this.gate = gate;
        this.weights = new Weights(draft);
        this.cohorts = new Cohorts(draft);
    }

    /** @param ready in the order in which they are to be served */
    void open(List<BumpStatus> ready) {
        List<BumpStatus> forBatches = new ArrayList<>();
        for (BumpStatus bump : ready) {
            if (placed.contains(bump.id())) {
                continue;
            }
            if (bump.isForced()) {
                openWave(List.of(bump));
                continue;
            }
            if (isKeptByANewWave(bump)) {
                continue;
            }
            Optional<Cohorts.Cohort> cohort = cohorts.of(bump);
            if (cohort.isPresent()) {
                together(cohort.get(), ready);
            } else if (AdmitPass.isUrgent(bump)) {
                openWave(List.of(bump));
            } else if (isNotTooHeavy(List.of(bump))) {
                if (draft.policy().company().batching().size() > 1
                        && !weights.isHeavy(bump.bump().attribute())) {
                    forBatches.add(bump);
                } else {
                    openWave(List.of(bump));
                }
            }
        }
        batches(forBatches);
    }

    /** A wave that was opened just now may carry its package. */
    private boolean isKeptByANewWave(BumpStatus bump) {
        Optional<Stop> stop = gate.pace(bump);
        stop.ifPresent(kept -> stay(bump, kept));
        return stop.isPresent();
    }

    private void stay(BumpStatus bump, Stop stop) {
        draft.put(stop.standing(bump, draft.now()));
        placed.add(bump.id());
    }

    private void together(Cohorts.Cohort cohort, List<BumpStatus> ready) {
        TreeMap<String, BumpStatus> come = new TreeMap<>();
        for (BumpStatus other : ready) {
            boolean belongs = !placed.contains(other.id())
                    && !other.isForced()
                    && cohorts.of(other).equals(Optional.of(cohort));
            if (belongs && !isKeptByANewWave(other)) {
                come.putIfAbsent(other.bump().attribute(), other);
            }
        }
        Optional<Stop> stop = cohorts.waitingFor(cohort, come);
        if (stop.isPresent()) {
            come.values().forEach(bump -> waitSince(bump, stop.get()));
        } else if (isNotTooHeavy(List.copyOf(come.values()))) {
            openWave(List.copyOf(come.values()), come.size() > 1 ? cohort.name() : null);
        }
    }

    /** The package keeps its place: what supersedes a bump does not begin to wait anew. */
    private void waitSince(BumpStatus bump, Stop stop) {
        Instant since = draft.since(bump.bump().attribute(), stop.obstacle());
        draft.put(bump.standing(Standing.pending(stop.obstacle(), stop.reason(), since, stop.until())));
        placed.add(bump.id());
    }

    private boolean isNotTooHeavy(List<BumpStatus> cargo) {
        TreeSet<WaveId> ended = new TreeSet<>();
        cargo.forEach(bump -> ended.addAll(gate.ends(bump)));
        Optional<Stop> stop = weights.stop(cargo, ended);
        stop.ifPresent(tooHeavy -> cargo.forEach(bump -> stay(bump, tooHeavy)));
        return stop.isEmpty();
    }

    private void batches(List<BumpStatus> bumps) {
        Batches batches = new Batches(draft);
        for (Batches.Batch batch : batches.of(bumps)) {
            List<BumpStatus> free = batch.bumps().stream()
                    .filter(bump -> !isKeptByANewWave(bump))
                    .toList();
            if (batch.stop().isPresent()) {
                free.forEach(bump -> waitSince(
                        bump, batches.waiting(batch.stop().get(), bump.bump().attribute())));
            } else if (!free.isEmpty()) {
                openWave(free);
            }
        }
    }

    private void openWave(List<BumpStatus> bumps) {
        openWave(bumps, null);
    }

    /**
     * With what the waves carried that it takes the place of.
     *
     * @param group what the bumps move together with; null when it is nothing
     */
    private void openWave(List<BumpStatus> bumps, @Nullable String group) {
        TreeMap<String, BumpStatus> cargo = new TreeMap<>();
        bumps.forEach(bump -> cargo.put(bump.bump().attribute(), bump));
        for (BumpStatus bump : bumps) {
            for (WaveId former : gate.ends(bump)) {
                takeOver(former, bump, cargo);
            }
        }
        PackageGraph graph = draft.view().graph().orElseThrow();
        long ordinal = draft.nextOrdinal();
        WaveId wave = waveId(draft.view().set(), ordinal, List.copyOf(cargo.values()));
        List<BumpStatus> carried = cargo.values().stream()
                .map(bump -> carriedBy(wave, bump, graph, bumps.contains(bump) ? group : null))
                .toList();
        carried.forEach(bump -> placed.add(bump.id()));
        List<String> heavy = carried.stream()
                .map(bump -> bump.bump().attribute())
                .filter(weights::isHeavy)
                .toList();
        draft.open(
                new Effect.OpenWave(
                        wave,
                        carried,
                        graph.sequence(),
                        draft.policy().spending().terms().carrying(heavy)),
                !heavy.isEmpty());
    }

    private void takeOver(WaveId former, BumpStatus by, SortedMap<String, BumpStatus> cargo) {
        for (BumpStatus before : draft.carriedBy(former)) {
            String attribute = before.bump().attribute();
            Optional<Stop> gone = gate.stop(before).filter(stop -> stop.obstacle() == Obstacle.NO_PACKAGE);
            BumpStatus other = cargo.get(attribute);
            if (other != null
                    && ReleaseOrder.compare(other.bump().to(), before.bump().to()) < 0) {
                draft.put(AdmitPass.superseded(other, before, draft));
                placed.add(other.id());
                cargo.put(attribute, before);
            } else if (other != null) {
                draft.put(AdmitPass.superseded(before, other, draft));
            } else if (gone.isPresent()) {
                draft.put(gone.get().standing(before, draft.now()));
            } else {
                cargo.put(attribute, before);
            }
        }
        draft.abandon(new Effect.AbandonWave(
                former, by.bump().publisher(), "%s takes the place of what it carries".formatted(by.id())));
    }

    private BumpStatus carriedBy(WaveId wave, BumpStatus status, PackageGraph graph, @Nullable String group) {
        Bump bump = status.bump();
        String from = graph.version(graph.indexOf(bump.attribute()).orElseThrow());
        return new BumpStatus(
                status.set(),
                bump.carried(from, group == null ? bump.group() : group),
                status.publication(),
                status.heardAt(),
                new Standing.InWave(wave, draft.now()),
                draft.now());
    }

    /** The set, the ordinal, and the start of a digest over both and the bumps: the same whenever it is decided again. */
    private static WaveId waveId(String set, long ordinal, List<BumpStatus> bumps) {
        Sha256.Builder digest = Sha256.builder().add(set).add(ordinal);
        for (BumpStatus bump : bumps) {
            digest.add(bump.bump().attribute()).add(bump.bump().to());
            if (bump.bump().change() != null) {
                digest.add(bump.bump().change());
            }
        }
        return new WaveId("%s-%d-%s".formatted(set, ordinal, digest.build().brief(8)));
    }
}
