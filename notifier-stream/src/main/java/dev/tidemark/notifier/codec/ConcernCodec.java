package dev.tidemark.notifier.codec;

import dev.tidemark.notifier.people.FindReached;
import dev.tidemark.notifier.people.Reached;
import dev.tidemark.notifier.people.Reason;
import dev.tidemark.notifier.people.Word;
import dev.tidemark.schemas.event.Breakage;
import dev.tidemark.schemas.event.BreakageState;
import dev.tidemark.schemas.event.Concern;
import dev.tidemark.schemas.event.JobRef;
import dev.tidemark.schemas.event.Notice;
import dev.tidemark.schemas.event.NoticeCause;
import dev.tidemark.schemas.event.ReachedPackage;
import dev.tidemark.schemas.event.ReasonKind;
import dev.tidemark.schemas.event.RegressedJob;
import dev.tidemark.schemas.event.TellingReason;
import dev.tidemark.schemas.wire.NewerEventException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whom a breakage or a wave that is coming concerns, and what of it they are told. */
public final class ConcernCodec {

    /** How many regressed jobs a person is told of by name. */
    public static final int REGRESSED_NAMED = 5;

    /** How many blocked jobs a person is told of by name. */
    public static final int BLOCKED_NAMED = 20;

    private static final int PEOPLE_NAMED = 50;
    private static final int REGRESSED_IN_BRIEF = 2;
    private static final int BLOCKED_IN_BRIEF = 5;
    private static final int BUMPS_NAMED = 20;
    private static final int BUMPS_IN_BRIEF = 3;
    private static final int REACHED_IN_BRIEF = 5;
    private static final int WITH_LOG = 2;
    private static final int MOST_REASONS = 20;

    private ConcernCodec() {}

    /**
     * What somebody is told of a breakage.
     *
     * @param reasons the nearest first
     * @param breakage as everybody sees it
     * @param own what of it is theirs and may not be in the record
     */
    public static Concern concern(String person, List<Reason> reasons, Breakage breakage, Own own) {
        boolean canAct = reasons.getFirst().kind().canAct();
        Set<String> theirs = reasons.stream().map(Reason::what).collect(Collectors.toCollection(TreeSet::new));
        List<RegressedJob> regressed = new ArrayList<>();
        theirsFirst(own.regressed(), breakage.getRegressed(), theirs)
                .limit(REGRESSED_NAMED)
                .forEach(
                        job -> regressed.add(canAct && regressed.size() < WITH_LOG ? job : BreakageCodec.inBrief(job)));
        Set<JobRef> blocked = new LinkedHashSet<>(own.blocked());
        blocked.addAll(breakage.getBlocked());
        return Concern.newBuilder()
                .setPerson(person)
                .setReasons(reasons.stream()
                        .limit(MOST_REASONS)
                        .map(ConcernCodec::reason)
                        .toList())
                .setBreakage(Breakage.newBuilder(breakage)
                        .setRegressed(regressed)
                        .setBlocked(blocked.stream().limit(BLOCKED_NAMED).toList())
                        .setAct(breakage.getAct().stream().limit(PEOPLE_NAMED).toList())
                        .build())
                .build();
    }

    /**
     * What somebody is told of what is coming.
     *
     * @param part any part of the notice
     * @param packages by attribute: those that the stake names, at least
     */
    public static Concern concern(
            String person, FindReached.Stake stake, Notice part, Map<String, ReachedPackage> packages) {
        return Concern.newBuilder()
                .setPerson(person)
                .setReasons(stake.reasons().stream()
                        .limit(MOST_REASONS)
                        .map(ConcernCodec::reason)
                        .toList())
                .setNotice(Notice.newBuilder(part)
                        .setPart(1)
                        .setParts(1)
                        .setBumps(part.getBumps().stream().limit(BUMPS_NAMED).toList())
                        .setCauses(part.getCauses().stream()
                                .filter(cause -> cause != NoticeCause.LIKELY_BREAK || stake.hasLikelyBreak())
                                .toList())
                        .setReached(stake.named().stream()
                                .flatMap(reached -> Stream.ofNullable(packages.get(reached.attribute())))
                                .map(ConcernCodec::withoutMaintainers)
                                .toList())
                        .setTheirs(stake.count())
                        .build())
                .build();
    }

    /** Why somebody is told of it, the reasons say. */
    private static ReachedPackage withoutMaintainers(ReachedPackage reached) {
        return ReachedPackage.newBuilder(reached).setMaintainers(List.of()).build();
    }

    /** A package that a wave's bumps reach, for who looks for its people. */
    public static Reached reached(ReachedPackage reached) {
        return new Reached(reached.getAttribute(), reached.getMaintainers(), reached.getLikelyBreak());
    }

    /** The same for a line among many: without logs. */
    static Concern brief(Concern concern) {
        return concern.getNotice().map(notice -> briefNotice(concern, notice)).orElseGet(() -> briefBreakage(concern));
    }

    private static Concern briefNotice(Concern concern, Notice notice) {
        return Concern.newBuilder(concern)
                .setNotice(Notice.newBuilder(notice)
                        .setBumps(
                                notice.getBumps().stream().limit(BUMPS_IN_BRIEF).toList())
                        .setReached(notice.getReached().stream()
                                .limit(REACHED_IN_BRIEF)
                                .toList())
                        .build())
                .build();
    }

    private static Concern briefBreakage(Concern concern) {
        return concern.getBreakage()
                .map(breakage -> Concern.newBuilder(concern)
                        .setBreakage(Breakage.newBuilder(breakage)
                                .setRegressed(breakage.getRegressed().stream()
                                        .limit(REGRESSED_IN_BRIEF)
                                        .map(BreakageCodec::inBrief)
                                        .toList())
                                .setBlocked(breakage.getBlocked().stream()
                                        .limit(BLOCKED_IN_BRIEF)
                                        .toList())
                                .setKnow(List.of())
                                .build())
                        .build())
                .orElse(concern);
    }

    /**
     * What of a breakage is a person's own.
     *
     * @param regressed theirs, ordered
     * @param blocked theirs, ordered
     */
    public record Own(List<RegressedJob> regressed, List<JobRef> blocked) {

        /** Nothing but what is in the record. */
        public static final Own NONE = new Own(List.of(), List.of());

        public Own {
            regressed = List.copyOf(regressed);
            blocked = List.copyOf(blocked);
        }
    }

    private static Stream<RegressedJob> theirsFirst(
            List<RegressedJob> own, List<RegressedJob> named, Set<String> theirs) {
        Set<JobRef> seen = new TreeSet<>();
        return Stream.of(
                        own.stream(),
                        named.stream()
                                .filter(job -> theirs.contains(job.getJob().getAttribute())),
                        named.stream())
                .flatMap(jobs -> jobs)
                .filter(job -> seen.add(job.getJob()));
    }

    /** Those are told who wait for the end of a wave. */
    public static Concern waveOver(String person, String wave) {
        return Concern.newBuilder()
                .setPerson(person)
                .setReasons(List.of())
                .setWaveOver(wave)
                .build();
    }

    /** What a person hears; empty when nothing that has a name. */
    public static Optional<Word> word(Concern concern) {
        return concern.getBreakage()
                .map(breakage -> word(concern, breakage))
                .or(() -> concern.getNotice().map(notice -> word(concern, notice)));
    }

    /** The identity of what a person hears; empty when it has none. */
    public static Optional<String> about(Concern concern) {
        return concern.getBreakage()
                .map(Breakage::getBreakage)
                .or(() -> concern.getNotice().map(notice -> Word.notice(notice.getWave())));
    }

    private static Word word(Concern concern, Notice notice) {
        return new Word(
                Word.notice(notice.getWave()),
                1,
                new Word.News.OfNotice(!notice.getCauses().isEmpty()),
                new Word.Where(
                        notice.getSet(),
                        notice.getWave(),
                        notice.getReached().stream()
                                .map(ReachedPackage::getAttribute)
                                .toList()),
                concern.getReasons().stream().map(ConcernCodec::reason).toList());
    }

    private static Word word(Concern concern, Breakage breakage) {
        return new Word(
                breakage.getBreakage(),
                breakage.getChange(),
                new Word.News.OfBreakage(
                        state(breakage.getState()), breakage.getAnswer().isPresent(), breakage.getDueAt()),
                new Word.Where(
                        breakage.getSet(),
                        breakage.getWave(),
                        breakage.getRegressed().stream()
                                .map(job -> job.getJob().getAttribute())
                                .distinct()
                                .sorted()
                                .toList()),
                concern.getReasons().stream().map(ConcernCodec::reason).toList());
    }

    private static dev.tidemark.notifier.breakage.Breakage.State state(BreakageState state) {
        if (state == BreakageState.UNKNOWN) {
            throw new NewerEventException("a state of a breakage");
        }
        return dev.tidemark.notifier.breakage.Breakage.State.valueOf(state.name());
    }

    /** A reason as it is told. */
    public static TellingReason reason(Reason reason) {
        return new TellingReason(ReasonKind.valueOf(reason.kind().name()), reason.what());
    }

    /** A reason as it was told. */
    public static Reason reason(TellingReason reason) {
        if (reason.getKind() == ReasonKind.UNKNOWN) {
            throw new NewerEventException("a reason for telling somebody");
        }
        return new Reason(Reason.Kind.valueOf(reason.getKind().name()), reason.getWhat());
    }
}
