package dev.tidemark.planner.codec;

import dev.tidemark.planner.admit.AdmitBump.Effect;
import dev.tidemark.planner.admit.AdmitBump.SetEvent;
import dev.tidemark.planner.admit.BumpStatus;
import dev.tidemark.planner.admit.WaveRecord;
import dev.tidemark.planner.admit.WaveRecord.Outcome;
import dev.tidemark.planner.build.WaveTerms;
import dev.tidemark.schemas.event.AbandonWave;
import dev.tidemark.schemas.event.NoAgent;
import dev.tidemark.schemas.event.NoticeTerms;
import dev.tidemark.schemas.event.OpenWave;
import dev.tidemark.schemas.event.WaveCommand;
import dev.tidemark.schemas.event.WaveEnd;
import dev.tidemark.schemas.event.WaveState;
import dev.tidemark.schemas.identity.WaveId;
import dev.tidemark.schemas.store.AdmittedWave;
import dev.tidemark.schemas.store.AdmittedWaveEnd;
import dev.tidemark.schemas.wire.NewerEventException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The waves of a set, as they are opened, ended and kept. */
public final class AdmissionCodec {

    private AdmissionCodec() {}

    /** What a wave is told. */
    public static WaveCommand command(Effect effect, Instant at) {
        return switch (effect) {
            case Effect.OpenWave open ->
                WaveCommand.newBuilder()
                        .setWave(open.wave().value())
                        .setOpen(new OpenWave(
                                open.bumps().getFirst().set(),
                                EventCodec.bumpRefs(open.bumps().stream()
                                        .map(BumpStatus::bump)
                                        .toList()),
                                open.minimumSequence(),
                                terms(open.terms())))
                        .setAt(at)
                        .build();
            case Effect.AbandonWave(WaveId wave, String actor, String reason) ->
                WaveCommand.newBuilder()
                        .setWave(wave.value())
                        .setAbandon(new AbandonWave(actor, reason))
                        .setAt(at)
                        .build();
        };
    }

    private static dev.tidemark.schemas.event.WaveTerms terms(WaveTerms terms) {
        return new dev.tidemark.schemas.event.WaveTerms(
                terms.haltShare(),
                terms.haltAfterJobs(),
                hours(terms.cpuHours()),
                hours(terms.gpuHours()),
                switch (terms.noAgent()) {
                    case WAIT -> NoAgent.WAIT;
                    case EXCLUDE -> NoAgent.EXCLUDE;
                },
                new NoticeTerms(terms.notice().likelyBreak(), terms.notice().heavyweights()),
                EventCodec.mirrorEvents(terms.mirrors()));
    }

    private static @Nullable Double hours(OptionalDouble hours) {
        return hours.isPresent() ? hours.getAsDouble() : null;
    }

    /**
     * What a wave's end means for its set.
     *
     * @throws IllegalArgumentException when it has not ended
     */
    public static SetEvent.WaveEnded ended(WaveEnd event) {
        if (!(event.getCpuHours() >= 0 && event.getGpuHours() >= 0)) {
            throw new IllegalArgumentException("the end of wave " + event.getWave() + " names no hours that could be");
        }
        return new SetEvent.WaveEnded(
                new WaveId(event.getWave()), outcome(event.getState()), event.getCpuHours(), event.getGpuHours());
    }

    private static Outcome outcome(WaveState state) {
        return switch (state) {
            case GREEN -> Outcome.GREEN;
            case RED -> Outcome.RED;
            case ABANDONED -> Outcome.ABANDONED;
            case PREPARING, OPEN, PAUSED, HALTED ->
                throw new IllegalArgumentException("a wave that is " + state + " is not over");
            case UNKNOWN -> throw new NewerEventException("a state of a wave");
        };
    }

    /** As it is kept. */
    public static AdmittedWave entry(WaveRecord record) {
        AdmittedWaveEnd end = record.end()
                .map(by -> new AdmittedWaveEnd(
                        WaveState.valueOf(by.outcome().name()), by.at(), by.cpuHours(), by.gpuHours()))
                .orElse(null);
        return new AdmittedWave(record.wave().value(), record.openedAt(), record.heavy(), end);
    }

    /** As it was kept. */
    public static WaveRecord record(AdmittedWave entry) {
        Optional<WaveRecord.End> end = entry.getEnd()
                .map(by -> new WaveRecord.End(outcome(by.getState()), by.getAt(), by.getCpuHours(), by.getGpuHours()));
        return new WaveRecord(new WaveId(entry.getWave()), entry.getOpenedAt(), entry.getHeavy(), end);
    }

    /** The trace that a wave's command carries on: that of the first of its bumps that has one. */
    public static @Nullable String traceparent(Effect effect) {
        return switch (effect) {
            case Effect.OpenWave open ->
                open.bumps().stream()
                        .flatMap(bump -> Stream.ofNullable(bump.publication().traceparent()))
                        .findFirst()
                        .orElse(null);
            case Effect.AbandonWave abandon -> null;
        };
    }
}
