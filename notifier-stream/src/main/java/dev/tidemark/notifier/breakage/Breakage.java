package dev.tidemark.notifier.breakage;

import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.WaveId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * One root cause, in however many waves.
 *
 * @param id its identity
 * @param cause what its failures have in common
 * @param told what people were told last; empty before they were told anything
 * @param course how it went so far
 * @param lookAt when it is to be looked at again; empty when time changes nothing
 */
public record Breakage(String id, Cause cause, Optional<Told> told, Course course, Optional<Instant> lookAt) {

    private static final int WAVES_KEPT = 20;
    private static final int JOBS_KEPT = 1_000;

    /** What became of it last. */
    public enum State {
        RAISED,
        GROWN,
        RESOLVED,
        RELAPSED;

        boolean isOpen() {
            return this != RESOLVED;
        }
    }

    /**
     * What people were told last.
     *
     * @param state the last change of state
     * @param change how many changes there were
     * @param times when
     * @param extent how far it reached when its state changed last
     */
    public record Told(State state, int change, Times times, Extent extent) {}

    /**
     * When things were told.
     *
     * @param raisedAt when it was told first
     * @param changedAt when its state changed last
     * @param publishedAt when anything was told of it last
     * @param dueAt until when somebody should have acted
     */
    public record Times(Instant raisedAt, Instant changedAt, Instant publishedAt, Instant dueAt) {}

    /**
     * How far it reaches.
     *
     * @param wave the newest wave that has it
     * @param regressed how many jobs regressed
     * @param blocked how many are blocked behind them
     */
    public record Extent(WaveId wave, int regressed, int blocked) {

        boolean exceeds(Extent other) {
            return wave.ordinal() > other.wave.ordinal() || regressed > other.regressed || blocked > other.blocked;
        }
    }

    /**
     * How it went.
     *
     * @param waves those that had it, the newest last; at most 20
     * @param jobs all that ever regressed, at most 1,000
     * @param ending why the job that stood last stands no more; empty while some stand
     * @param answer the answer that holds
     * @param traceparent trace context of the newest bump to blame
     */
    public record Course(
            List<WaveId> waves,
            SortedSet<JobId> jobs,
            Optional<String> ending,
            Optional<Answer> answer,
            Optional<String> traceparent) {

        static final Course NONE =
                new Course(List.of(), new TreeSet<>(), Optional.empty(), Optional.empty(), Optional.empty());

        Course with(Finding finding) {
            TreeSet<JobId> more = new TreeSet<>(jobs);
            if (more.size() < JOBS_KEPT) {
                more.add(finding.job());
            }
            return new Course(
                    with(waves, finding.wave()),
                    more,
                    Optional.empty(),
                    answer,
                    finding.traceparent().or(() -> traceparent));
        }

        private static List<WaveId> with(List<WaveId> waves, WaveId wave) {
            if (waves.contains(wave)) {
                return waves;
            }
            List<WaveId> more = new ArrayList<>(waves);
            int at = more.size();
            while (at > 0 && more.get(at - 1).ordinal() > wave.ordinal()) {
                at--;
            }
            more.add(at, wave);
            return List.copyOf(more.size() > WAVES_KEPT ? more.subList(1, more.size()) : more);
        }

        Course ending(String why) {
            return new Course(waves, jobs, Optional.of(why), answer, traceparent);
        }

        Course answered(Optional<Answer> given) {
            return new Course(waves, jobs, ending, given, traceparent);
        }
    }

    static Breakage first(String id, Cause cause) {
        return new Breakage(id, cause, Optional.empty(), Course.NONE, Optional.empty());
    }

    /** Whether people were told that it is there, and not that it is there no more. */
    public boolean isOpen() {
        return told.map(last -> last.state().isOpen()).orElse(false);
    }

    Breakage with(Course newer) {
        return new Breakage(id, cause, told, newer, lookAt);
    }

    Breakage told(Told newer) {
        return new Breakage(id, cause, Optional.of(newer), course, lookAt);
    }

    Breakage lookingAt(Optional<Instant> then) {
        return new Breakage(id, cause, told, course, then);
    }
}
