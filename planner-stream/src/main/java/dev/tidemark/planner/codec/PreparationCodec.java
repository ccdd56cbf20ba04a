package dev.tidemark.planner.codec;

import dev.tidemark.planner.build.Workspace;
import dev.tidemark.planner.wave.Preparation;
import dev.tidemark.planner.wave.WaveView;
import dev.tidemark.schemas.store.EvaluationPart;
import dev.tidemark.schemas.store.PreparationEntry;
import dev.tidemark.schemas.store.PreparationStep;
import dev.tidemark.schemas.store.WaveEntry;
import dev.tidemark.schemas.wire.NewerEventException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How far waves are in being prepared, and what was heard of their evaluations, as it is kept. */
public final class PreparationCodec {

    private PreparationCodec() {}

    /** What the jobs of a wave that was kept are built in, or what it wants for that. */
    static Workspace workspace(WaveEntry entry) {
        String made = entry.getPreparation().map(PreparationEntry::getWorkspace).orElse("");
        if (!made.isEmpty()) {
            return EventCodec.workspace(made);
        }
        Optional<Workspace.Wanted> wanted = origin(entry);
        return wanted.isPresent() ? wanted.get() : Workspace.NONE;
    }

    /** What that is made of, or to be made of. */
    static Optional<Workspace.Wanted> origin(WaveEntry entry) {
        return entry.getPreparation()
                .map(preparation -> new Workspace.Wanted(
                        entry.getSequence(), preparation.getRevision(), WaveCommandCodec.bumps(entry.getOpened())));
    }

    /** A part of an evaluation as it is kept. */
    public static EvaluationPart part(WaveView.Change.Heard heard) {
        return new EvaluationPart(heard.attempt(), heard.chunk(), EventCodec.rowEvents(heard.rows()));
    }

    /** A part of an evaluation as it was kept. */
    public static WaveView.Change.Heard part(EvaluationPart entry) {
        return new WaveView.Change.Heard(entry.getAttempt(), entry.getChunk(), EventCodec.rows(entry.getRows()));
    }

    /** How far a wave is in being prepared, as it is kept; null where the set's graph is the truth. */
    static @Nullable PreparationEntry entry(WaveView wave) {
        Preparation now = wave.preparation();
        PreparationStep step = switch (now.step()) {
            case NEEDLESS -> null;
            case OWED -> PreparationStep.OWED;
            case ASKED -> PreparationStep.ASKED;
            case DONE -> PreparationStep.DONE;
            case LOST -> PreparationStep.LOST;
            case RESTORING -> PreparationStep.RESTORING;
            case OVER -> PreparationStep.OVER;
        };
        if (step == null) {
            return null;
        }
        return PreparationEntry.newBuilder()
                .setRevision(
                        wave.plan().origin().map(Workspace.Wanted::revision).orElse(""))
                .setStep(step)
                .setTries(now.tries())
                .setIncomplete(now.incomplete())
                .setWaitsFor(now.waitsFor())
                .setFailure(now.failure() == null ? null : EventCodec.failure(now.failure()))
                .setAvoid(now.avoid())
                .setWorkspace(EventCodec.workspace(wave.plan().workspace()))
                .setLosses(now.losses())
                .build();
    }

    /** The same as it was kept. */
    static Preparation preparation(@Nullable PreparationEntry entry) {
        return entry == null
                ? Preparation.NEEDLESS
                : new Preparation(
                        switch (entry.getStep()) {
                            case OWED -> Preparation.Step.OWED;
                            case ASKED -> Preparation.Step.ASKED;
                            case DONE -> Preparation.Step.DONE;
                            case LOST -> Preparation.Step.LOST;
                            case RESTORING -> Preparation.Step.RESTORING;
                            case OVER -> Preparation.Step.OVER;
                            case UNKNOWN -> throw new NewerEventException("a step of a wave's preparation");
                        },
                        entry.getTries(),
                        entry.getIncomplete(),
                        entry.getWaitsFor().orElse(null),
                        entry.getFailure().map(EventCodec::failure).orElse(null),
                        entry.getAvoid(),
                        entry.getLosses());
    }
}
