package dev.tidemark.planner.codec;

import dev.tidemark.planner.build.Bump;
import dev.tidemark.planner.build.NoticeTerms;
import dev.tidemark.planner.build.WaveTerms;
import dev.tidemark.planner.build.WaveTerms.NoAgent;
import dev.tidemark.planner.wave.WaveEvent;
import dev.tidemark.planner.wave.WaveEvent.Order;
import dev.tidemark.planner.wave.WaveEvent.Resolution;
import dev.tidemark.planner.wave.WaveEvent.Signature;
import dev.tidemark.schemas.event.OpenWave;
import dev.tidemark.schemas.event.WaveCommand;
import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.wire.Alternatives;
import dev.tidemark.schemas.wire.IdentityCodec;
import dev.tidemark.schemas.wire.NewerEventException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToIntFunction;

/** What waves are to do: the commands that open them, and those of people. */
public final class WaveCommandCodec {

    private WaveCommandCodec() {}

    /** The wave that a command is to open; empty when it is for one that is open. */
    public static Optional<OpenWave> opening(WaveCommand command) {
        Alternatives.exactlyOne(
                "a kind of wave command",
                command.getOpen(),
                command.getPause(),
                command.getResume(),
                command.getAbandon(),
                command.getAnswer());
        return command.getOpen();
    }

    /**
     * What a person wants of a wave.
     *
     * @param numberOf the number of a job of the wave; -1 when it has no such job
     */
    public static WaveEvent.Commanded commanded(ToIntFunction<JobId> numberOf, WaveCommand command) {
        return Alternatives.exactlyOne(
                "a kind of wave command",
                command.getPause()
                        .map(pause -> new WaveEvent.Commanded(
                                new Order.Pause(), new Signature(pause.getActor(), pause.getReason()))),
                command.getResume()
                        .map(resume -> new WaveEvent.Commanded(
                                new Order.Resume(), new Signature(resume.getActor(), resume.getReason()))),
                command.getAbandon()
                        .map(abandon -> new WaveEvent.Commanded(
                                new Order.Abandon(), new Signature(abandon.getActor(), abandon.getReason()))),
                command.getAnswer()
                        .map(answer -> new WaveEvent.Commanded(
                                new Order.Answer(
                                        numberOf.applyAsInt(IdentityCodec.jobId(answer.getJob())),
                                        resolution(answer.getResolution())),
                                new Signature(answer.getActor(), answer.getReason()))));
    }

    private static Resolution resolution(dev.tidemark.schemas.event.Resolution resolution) {
        return switch (resolution) {
            case RETRY -> Resolution.RETRY;
            case WONT_FIX -> Resolution.WONT_FIX;
            case CANT_FIX -> Resolution.CANT_FIX;
            case UNKNOWN -> throw new NewerEventException("a resolution");
        };
    }

    /** The terms of a wave. */
    public static WaveTerms terms(OpenWave open) {
        return open.getTerms()
                .map(terms -> new WaveTerms(
                        terms.getHaltShare(),
                        terms.getHaltAfterJobs(),
                        hours(terms.getCpuHours()),
                        hours(terms.getGpuHours()),
                        switch (terms.getNoAgent()) {
                            case WAIT -> NoAgent.WAIT;
                            case EXCLUDE -> NoAgent.EXCLUDE;
                            case UNKNOWN -> throw new NewerEventException("what becomes of a job that nobody fits");
                        },
                        terms.getNotice()
                                .map(notice -> new NoticeTerms(notice.getLikelyBreak(), notice.getHeavyweights()))
                                .orElse(NoticeTerms.NONE),
                        EventCodec.mirrors(terms.getMirrors())))
                .orElse(WaveTerms.NONE);
    }

    private static OptionalDouble hours(Optional<Double> hours) {
        return hours.isPresent() ? OptionalDouble.of(hours.get()) : OptionalDouble.empty();
    }

    /** The bumps of a command, ordered by attribute. */
    public static List<Bump> bumps(OpenWave open) {
        return open.getBumps().stream()
                .map(EventCodec::bump)
                .sorted(Comparator.comparing(Bump::attribute))
                .toList();
    }
}
