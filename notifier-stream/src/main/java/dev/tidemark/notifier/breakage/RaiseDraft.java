package dev.tidemark.notifier.breakage;

import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.WaveId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/** What one decision of {@link RaiseBreakage} comes to. Used once. */
final class RaiseDraft {

    private final SetView set;
    private final List<Change> changes = new ArrayList<>();
    private final TreeSet<WaveId> ending = new TreeSet<>();
    /** To be looked at again. */
    private final TreeMap<String, Breakage> touched = new TreeMap<>();
    /** Those of them that are otherwise now. */
    private final TreeSet<String> changed = new TreeSet<>();
    /** By breakage: what it gained less what it lost. */
    private final TreeMap<String, Integer> gained = new TreeMap<>();
    /** Breakages that a newer wave has than people were told of. */
    private final TreeSet<String> carriedOn = new TreeSet<>();
    /** Breakages that were mended, so that no answer holds any more once nothing stands. */
    private final TreeSet<String> mended = new TreeSet<>();

    RaiseDraft(SetView set) {
        this.set = set;
    }

    SetView set() {
        return set;
    }

    private Breakage draft(Breakage breakage) {
        return touched.computeIfAbsent(breakage.id(), id -> breakage);
    }

    private void course(Breakage breakage, UnaryOperator<Breakage.Course> next) {
        Breakage draft = draft(breakage);
        touched.put(draft.id(), draft.with(next.apply(draft.course())));
        changed.add(draft.id());
    }

    void find(Breakage home, Finding finding) {
        Optional<Finding> before = set.finding(home.id(), finding.wave(), finding.job());
        if (before.filter(finding::equals).isPresent()) {
            return;
        }
        if (before.isEmpty()) {
            gained.merge(home.id(), 1, Integer::sum);
        }
        course(home, course -> course.with(finding));
        home.told()
                .filter(told -> finding.wave().ordinal() > told.extent().wave().ordinal())
                .ifPresent(told -> carriedOn.add(home.id()));
        changes.add(new Change.Found(home.id(), finding));
    }

    void lose(Breakage from, Finding finding, String why, boolean isMended) {
        course(from, course -> course.ending(why));
        gained.merge(from.id(), -1, Integer::sum);
        if (isMended) {
            mended.add(from.id());
        }
        changes.add(new Change.Lost(from.id(), finding));
    }

    void answer(Breakage breakage, Answer answer) {
        course(breakage, course -> course.answered(Optional.of(answer)));
    }

    void answer(WaveId wave, JobId job, Answer answer) {
        changes.add(new Change.AnswerKept(wave, job, answer));
    }

    void block(BlockedJob blocked) {
        Optional<BlockedJob> before = set.blocked(blocked.wave(), blocked.job());
        if (before.filter(blocked::equals).isEmpty()) {
            before.ifPresent(this::touchRoots);
            touchRoots(blocked);
            changes.add(new Change.BlockedKept(blocked));
        }
    }

    void unblock(WaveId wave, JobId job) {
        set.blocked(wave, job).ifPresent(blocked -> {
            touchRoots(blocked);
            changes.add(new Change.BlockedDropped(wave, job));
        });
    }

    private void touchRoots(BlockedJob blocked) {
        for (JobId root : blocked.roots()) {
            for (Breakage breakage : set.withJob(root)) {
                if (set.finding(breakage.id(), blocked.wave(), root).isPresent()) {
                    Breakage unused = draft(breakage);
                }
            }
        }
    }

    void carry(WaveId wave, List<String> packages) {
        if (!set.packages(wave).equals(packages)) {
            changes.add(new Change.WaveKept(wave, packages));
        }
    }

    /** What it found is told before it. */
    void ending(WaveId wave) {
        ending.add(wave);
    }

    void goOn(WaveId wave) {
        if (set.isEnding(wave)) {
            changes.add(new Change.WaveEndSettled(wave));
        }
    }

    void green(String attribute, WaveId wave) {
        if (wave.ordinal() > set.newestGreen(attribute)) {
            changes.add(new Change.WentGreen(attribute, wave.ordinal()));
        }
    }

    void end(WaveId wave) {
        set.blocked(wave).forEach(blocked -> unblock(wave, blocked.job()));
        if (!set.packages(wave).isEmpty()) {
            changes.add(new Change.WaveDropped(wave));
            ending(wave);
        }
    }

    /** The breakages come last: what belongs to them is there when they are kept. */
    List<Change> changes(Pace pace, Instant now) {
        for (Breakage breakage : touched.values()) {
            boolean stands = set.standing(breakage.id()) + gained.getOrDefault(breakage.id(), 0) > 0;
            if (!stands && breakage.told().isEmpty()) {
                changes.add(new Change.BreakageDropped(breakage.id()));
                continue;
            }
            Optional<Instant> look = Optional.of(lookAt(breakage, stands, pace, now));
            if (changed.contains(breakage.id()) || !look.equals(breakage.lookAt())) {
                changes.add(new Change.BreakageKept(settled(breakage, stands).lookingAt(look)));
            }
        }
        ending.forEach(wave -> changes.add(new Change.WaveEnding(wave, now.plus(pace.groupWait()))));
        return List.copyOf(changes);
    }

    /** An answer holds until the breakage is mended. */
    private Breakage settled(Breakage breakage, boolean stands) {
        return !stands && mended.contains(breakage.id())
                ? breakage.with(breakage.course().answered(Optional.empty()))
                : breakage;
    }

    /**
     * When it is to be looked at: soon when it is there, or is there no more, or is there with a newer bump, and nobody was told so; else
     * at its interval.
     */
    private Instant lookAt(Breakage breakage, boolean stands, Pace pace, Instant now) {
        Instant soon = now.plus(pace.groupWait());
        Instant next = breakage.told()
                .filter(told -> told.state().isOpen() == stands && !carriedOn.contains(breakage.id()))
                .map(told -> told.times().publishedAt().plus(pace.groupInterval()))
                .filter(soon::isBefore)
                .orElse(soon);
        return breakage.lookAt().filter(next::isAfter).orElse(next);
    }
}
