package dev.tidemark.notifier.codec;

import dev.tidemark.notifier.letter.Clean;
import dev.tidemark.notifier.letter.NoticeCard;
import dev.tidemark.notifier.letter.NoticeCard.ComingBump;
import dev.tidemark.notifier.letter.NoticeCard.ReachedPart;
import dev.tidemark.notifier.people.Word;
import dev.tidemark.schemas.event.BumpKind;
import dev.tidemark.schemas.event.BumpRef;
import dev.tidemark.schemas.event.Notice;
import dev.tidemark.schemas.event.PoolWork;
import dev.tidemark.schemas.event.ReachedPackage;
import dev.tidemark.schemas.event.ReasonKind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Notices as people read them. */
public final class NoticeCardCodec {

    private static final int NAME = 120;
    private static final int BUMPS = 20;
    private static final double PERCENT = 100;

    private NoticeCardCodec() {}

    /** Of a notice as it is to who maintains what it reaches. */
    public static NoticeCard card(Notice notice) {
        return card(notice, false);
    }

    private static NoticeCard card(Notice notice, boolean followed) {
        return new NoticeCard(
                new NoticeCard.Name(
                        Word.notice(notice.getWave()),
                        name(notice.getSet()),
                        name(notice.getWave()),
                        notice.getAt(),
                        notice.getWorkspace()),
                notice.getBumps().stream()
                        .limit(BUMPS)
                        .map(NoticeCardCodec::bump)
                        .toList(),
                new NoticeCard.Size(
                        notice.getPackages(),
                        notice.getJobs() - notice.getRefused(),
                        notice.getPools().stream()
                                .map(work -> "%s %d".formatted(name(work.getPool()), work.getJobs()))
                                .toList(),
                        seconds(notice.getPools().stream()
                                .mapToDouble(PoolWork::getSeconds)
                                .sum()),
                        seconds(notice.getLongestSeconds())),
                worth(notice, followed),
                notice.getReached().stream().map(NoticeCardCodec::reached).toList(),
                Math.max(notice.getTheirs(), notice.getReached().size()),
                followed);
    }

    private static List<String> worth(Notice notice, boolean followed) {
        return notice.getCauses().stream()
                .flatMap(cause -> Stream.ofNullable(
                        switch (cause) {
                            case LIKELY_BREAK ->
                                "something %s is likely to break".formatted(followed ? "that you follow" : "of yours");
                            case HEAVYWEIGHT ->
                                "%s rebuilds much".formatted(name(String.join(" and ", notice.getHeavyweights())));
                            case MAJOR_WAVE -> "it is part of a walk of the whole set";
                            case UNKNOWN -> null;
                        }))
                .toList();
    }

    private static ComingBump bump(BumpRef bump) {
        return new ComingBump(
                name(bump.getAttribute()),
                name(bump.getFrom()),
                name(bump.getTo()),
                name(bump.getPublisher()),
                bump.getKind() == BumpKind.SECURITY);
    }

    private static ReachedPart reached(ReachedPackage reached) {
        return new ReachedPart(
                name(reached.getAttribute()),
                name(String.join(", ", reached.getSystems())),
                (int) Math.round(reached.getFailureChance() * PERCENT),
                reached.getLikelyBreak());
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.round(Math.clamp(seconds, 0, Integer.MAX_VALUE) * 1000));
    }

    private static String name(String text) {
        return Clean.line(text, NAME);
    }

    /** Of something that somebody is told; empty when it is no notice. */
    public static Optional<NoticeCard> card(dev.tidemark.schemas.event.Concern concern) {
        boolean followed =
                concern.getReasons().stream().allMatch(reason -> reason.getKind() == ReasonKind.FOLLOWS_REACHED);
        return concern.getNotice().map(notice -> card(notice, followed));
    }
}
