package dev.tidemark.notifier.codec;

import dev.tidemark.notifier.letter.BreakageCard;
import dev.tidemark.notifier.letter.BreakageCard.Became;
import dev.tidemark.notifier.letter.BreakageCard.BlamedBump;
import dev.tidemark.notifier.letter.BreakageCard.BrokenJob;
import dev.tidemark.notifier.letter.BreakageCard.HowItFailed;
import dev.tidemark.notifier.letter.Clean;
import dev.tidemark.schemas.event.Breakage;
import dev.tidemark.schemas.event.BreakageState;
import dev.tidemark.schemas.event.BumpRef;
import dev.tidemark.schemas.event.Failure;
import dev.tidemark.schemas.event.JobRef;
import dev.tidemark.schemas.event.RegressedJob;
import dev.tidemark.schemas.wire.NewerEventException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Breakages as people read them: whatever a recipe or a stranger wrote is made fit to be shown. */
public final class CardCodec {

    private static final int NAME = 120;
    private static final int SENTENCE = 400;
    private static final int LOG_LINES = 20;
    private static final int LOG_LINE = 200;
    private static final int PEOPLE = 50;

    private CardCodec() {}

    /** @throws NewerEventException when its state is newer than this program */
    public static BreakageCard card(Breakage event) {
        return new BreakageCard(
                new BreakageCard.Name(
                        event.getBreakage(),
                        event.getSet(),
                        event.getWave(),
                        event.getWaves(),
                        event.getScopes(),
                        became(event.getState()),
                        event.getChange()),
                event.getBlamed().stream().map(CardCodec::bump).toList(),
                event.getRegressed().stream().map(CardCodec::job).toList(),
                Math.max(event.getRegressedCount(), event.getRegressed().size()),
                event.getBlocked().stream()
                        .map(JobRef::getAttribute)
                        .distinct()
                        .map(CardCodec::name)
                        .toList(),
                event.getBlockedCount(),
                event.getAct().stream().limit(PEOPLE).map(CardCodec::name).toList(),
                event.getKnowCount(),
                new BreakageCard.Times(
                        event.getRaisedAt().orElse(Instant.EPOCH),
                        event.getChangedAt().orElse(Instant.EPOCH),
                        event.getDueAt().orElse(Instant.EPOCH)),
                ending(event));
    }

    private static Optional<String> ending(Breakage event) {
        return event.getReason()
                .filter(reason -> event.getState() == BreakageState.RESOLVED)
                .or(() -> event.getAnswer()
                        .map(answer -> "%s said that it %s be mended: %s"
                                .formatted(
                                        answer.getActor(),
                                        switch (answer.getResolution()) {
                                            case WONT_FIX -> "will not";
                                            case CANT_FIX, RETRY, UNKNOWN -> "cannot";
                                        },
                                        answer.getReason())))
                .map(text -> Clean.line(text, SENTENCE));
    }

    private static Became became(BreakageState state) {
        return switch (state) {
            case RAISED -> Became.RAISED;
            case GROWN -> Became.GROWN;
            case RESOLVED -> Became.RESOLVED;
            case RELAPSED -> Became.RELAPSED;
            case UNKNOWN -> throw new NewerEventException("a state of a breakage");
        };
    }

    private static BlamedBump bump(BumpRef ref) {
        return new BlamedBump(
                name(ref.getAttribute()), name(ref.getFrom()), name(ref.getTo()), name(ref.getPublisher()));
    }

    private static BrokenJob job(RegressedJob job) {
        Failure failure = job.getFailure();
        return new BrokenJob(
                new BreakageCard.What(
                        name(job.getJob().getAttribute()),
                        name(job.getVersion()),
                        name(job.getJob().getSystem())),
                job.getPath().stream().map(CardCodec::name).toList(),
                new HowItFailed(
                        failure.getKind().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                        Clean.line(failure.getMessage(), SENTENCE),
                        name(failure.getAgent()),
                        Stream.concat(job.getEarlierFailures().stream(), Stream.of(failure))
                                .map(each -> name(each.getAgent()))
                                .distinct()
                                .toList(),
                        job.getTries(),
                        Clean.lastLines(failure.getLogTail(), LOG_LINES, LOG_LINE),
                        failure.getLogHash()),
                job.getMaintainers().stream().map(CardCodec::name).toList(),
                !job.getBaselineOutputHash().isEmpty(),
                ChangedInputs.of(job).stream().map(CardCodec::name).toList());
    }

    private static String name(String text) {
        return Clean.line(text, NAME);
    }
}
