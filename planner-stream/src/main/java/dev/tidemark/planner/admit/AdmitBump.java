package dev.tidemark.planner.admit;

import dev.tidemark.graph.PackageGraph;
import dev.tidemark.planner.admit.BumpStatus.Standing;
import dev.tidemark.planner.build.Bump;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.WaveId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Decides what becomes of a bump. Knows no state but the view; changes nothing itself. */
public final class AdmitBump {

    private AdmitBump() {}

    /** What is known of a set. */
    public interface SetView {
        String set();

        /** The newest whole graph; empty while none is published. */
        Optional<PackageGraph> graph();

        /** How many waves of the set were opened so far. */
        long waves();

        /** A bump by its identity; empty when it was never published. */
        Optional<BumpStatus> bump(String id);

        /** Every held bump of the set, ordered by identity. */
        List<BumpStatus> held();
    }

    /** What happened to a set. */
    public sealed interface SetEvent {
        /** Somebody published a bump, perhaps not for the first time. */
        record BumpPublished(BumpStatus bump) implements SetEvent {}

        /** A new graph revision is whole. */
        record GraphRevised() implements SetEvent {}
    }

    /**
     * What follows.
     *
     * @param bumps the bumps whose state changes, in order
     * @param opened the waves to open, in order
     * @param waves how many waves the set has had afterwards
     */
    public record Decision(List<BumpStatus> bumps, List<OpenedWave> opened, long waves) {}

    /**
     * A wave to open.
     *
     * @param wave its id
     * @param bump what it carries
     * @param minimumSequence the lowest graph revision that it may be planned from
     */
    public record OpenedWave(WaveId wave, BumpStatus bump, long minimumSequence) {}

    /** Decides what one event means. A bump that is in a wave already is decided: its repetition changes nothing. */
    public static Decision decide(SetView view, SetEvent event) {
        Draft draft = new Draft(view);
        switch (event) {
            case SetEvent.BumpPublished(BumpStatus published) -> {
                Optional<BumpStatus> known = view.bump(published.id());
                if (known.isEmpty() || known.get().standing() instanceof Standing.Held) {
                    draft.judge(published, known);
                }
            }
            case SetEvent.GraphRevised() -> {
                for (BumpStatus held : view.held()) {
                    draft.judge(held, Optional.of(held));
                }
            }
        }
        return new Decision(draft.bumps, draft.opened, draft.waves);
    }

    private static final class Draft {
        private final SetView view;
        private final List<BumpStatus> bumps = new ArrayList<>();
        private final List<OpenedWave> opened = new ArrayList<>();
        private long waves;

        Draft(SetView view) {
            this.view = view;
            this.waves = view.waves();
        }

        void judge(BumpStatus candidate, Optional<BumpStatus> known) {
            Bump bump = candidate.bump();
            Optional<PackageGraph> graph = view.graph();
            if (graph.isEmpty()) {
                hold(
                        candidate,
                        known,
                        "set %s has no graph yet; it is judged again when one is imported: tidemark graph import"
                                .formatted(view.set()));
                return;
            }
            OptionalInt index = graph.get().indexOf(bump.attribute());
            if (index.isEmpty()) {
                hold(
                        candidate,
                        known,
                        "set %s has no package %s; it is judged again with the next graph revision: check the name"
                                .formatted(view.set(), bump.attribute()));
                return;
            }
            String current = graph.get().node(index.getAsInt()).version();
            if (NixVersion.compare(bump.to(), current) <= 0) {
                hold(
                        candidate,
                        known,
                        "%s is not newer than %s, which the graph has; it is judged again with the next graph revision"
                                .formatted(bump.to(), current));
                return;
            }
            open(
                    candidate,
                    new Bump(bump.attribute(), current, bump.to(), bump.urgency(), bump.publisher()),
                    graph.get());
        }

        private void hold(BumpStatus candidate, Optional<BumpStatus> known, String reason) {
            BumpStatus held = new BumpStatus(
                    candidate.set(), candidate.bump(), new Standing.Held(reason), candidate.traceparent());
            boolean news = known.isEmpty()
                    || !(known.get().standing() instanceof Standing.Held(String before) && before.equals(reason));
            if (news) {
                bumps.add(held);
            }
        }

        private void open(BumpStatus candidate, Bump bump, PackageGraph graph) {
            waves++;
            WaveId wave = waveId(view.set(), waves, bump);
            BumpStatus carried =
                    new BumpStatus(candidate.set(), bump, new Standing.InWave(wave), candidate.traceparent());
            bumps.add(carried);
            opened.add(new OpenedWave(wave, carried, graph.sequence()));
        }
    }

    /** The set, the ordinal, and the start of a digest over both and the bump: the same whenever it is decided again. */
    private static WaveId waveId(String set, long ordinal, Bump bump) {
        Sha256 digest = Sha256.builder()
                .add(set)
                .add(ordinal)
                .add(bump.attribute())
                .add(bump.to())
                .build();
        return new WaveId("%s-%d-%s".formatted(set, ordinal, digest.brief(8)));
    }
}
