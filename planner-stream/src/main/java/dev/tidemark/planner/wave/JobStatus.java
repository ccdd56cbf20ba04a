package dev.tidemark.planner.wave;

import dev.tidemark.planner.build.AttemptLog;
import dev.tidemark.planner.build.BuildFailure;
import dev.tidemark.schemas.identity.Sha256;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a job is.
 *
 * @param state its state
 * @param tries how many builds of it were asked for, in all generations
 * @param generation how many answers and losses began it anew; each generation ends in one outcome
 * @param owed whether a build of it is to be asked for as soon as its wave, which was paused or halted, goes on
 * @param exhausted whether the farm gave its last try up, so that nothing more is heard of it
 * @param waitsFor what a READY or STUCK job waits for, and a PENDING one after a loss, or why it is EXCLUDED or CANCELLED, as a sentence; null otherwise
 * @param outputHash its output, or the one that the artifact store lost until it is built again; null else
 * @param failures its failures in this generation, in the order of the tries
 * @param avoid agents that it failed on, in order
 * @param roots the jobs at the root of a BLOCKED, PREEXISTING or EXCLUDED job, ascending; empty when it is its own root
 * @param blamed numbers of the bumps to blame, ascending, once probes have named them in this generation; empty otherwise
 * @param losses how often the artifact store lost its output
 * @param restored inputs that were lost and are built again since a build of it was last asked for, ascending: who tries that may have
 *     looked for them before
 * @param otherLogs logs of attempts that its failures do not name, of those that the farm failed and of earlier generations: the last 8, the
 *     oldest first
 */
public record JobStatus(
        JobState state,
        int tries,
        int generation,
        boolean owed,
        boolean exhausted,
        @Nullable String waitsFor,
        @Nullable Sha256 outputHash,
        List<BuildFailure> failures,
        List<String> avoid,
        List<Integer> roots,
        List<Integer> blamed,
        int losses,
        List<Integer> restored,
        List<AttemptLog> otherLogs) {

    private static final int LOGS_KEPT = 8;

    static final JobStatus DORMANT = new JobStatus(
            JobState.DORMANT,
            0,
            0,
            false,
            false,
            null,
            null,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            0,
            List.of(),
            List.of());
    static final JobStatus PENDING = DORMANT.in(JobState.PENDING);

    public JobStatus {
        failures = List.copyOf(failures);
        avoid = List.copyOf(avoid);
        roots = List.copyOf(roots);
        blamed = List.copyOf(blamed);
        restored = List.copyOf(restored);
        otherLogs = List.copyOf(otherLogs);
    }

    /** Its last failure in this generation; null while it has not failed. */
    public @Nullable BuildFailure failure() {
        return failures.isEmpty() ? null : failures.getLast();
    }

    /** It failed for the last time, and what it does without the bumps cannot be found out; no build of it is under way. */
    boolean isStuckOnBaseline() {
        return state == JobState.STUCK && waitsFor == null;
    }

    /** Somebody was asked to build it and may still answer. */
    boolean isAsked() {
        return !owed && !exhausted && (state.isUnderWay() || (state == JobState.STUCK && waitsFor != null));
    }

    JobStatus in(JobState next) {
        return behind(next, List.of());
    }

    JobStatus behind(JobState next, List<Integer> newRoots) {
        Next now = new Next(this);
        now.state = next;
        now.owed = false;
        now.exhausted = false;
        now.waitsFor = null;
        now.roots = newRoots;
        return now.status();
    }

    JobStatus waiting(String reason) {
        Next now = new Next(this);
        now.waitsFor = reason;
        return now.status();
    }

    /** The farm gave its try up. */
    JobStatus exhausted(String reason) {
        Next now = new Next(this);
        now.exhausted = true;
        now.waitsFor = reason;
        return now.status();
    }

    JobStatus tried() {
        Next now = new Next(this);
        now.tries++;
        now.owed = false;
        now.exhausted = false;
        now.waitsFor = null;
        now.restored = List.of();
        return now.status();
    }

    JobStatus toBeAsked() {
        Next now = new Next(this);
        now.owed = true;
        now.exhausted = false;
        now.waitsFor = null;
        return now.status();
    }

    /** Logs are remembered of attempts that its failures do not name. */
    JobStatus keeping(List<AttemptLog> logs) {
        Next now = new Next(this);
        now.keep(logs);
        return now.status();
    }

    JobStatus built(Sha256 output) {
        Next now = new Next(this);
        now.waitsFor = null;
        now.outputHash = output;
        now.restored = List.of();
        return now.status();
    }

    JobStatus failed(BuildFailure proof) {
        Next now = new Next(this);
        now.waitsFor = null;
        now.failures = Stream.concat(failures.stream(), Stream.of(proof)).toList();
        now.avoid = avoid.contains(proof.agent())
                ? avoid
                : Stream.concat(avoid.stream(), Stream.of(proof.agent())).toList();
        return now.status();
    }

    /** It is known which of the bumps break it. */
    JobStatus blaming(List<Integer> bumps) {
        Next now = new Next(this);
        now.blamed = bumps;
        return now.status();
    }

    /** Begun anew: what it failed of before is behind it. */
    JobStatus again() {
        Next now = anew();
        now.outputHash = isLost() ? outputHash : null;
        return now.status();
    }

    /** The artifact store lost its output: it is to be built again. */
    JobStatus lost() {
        Next now = anew();
        now.losses++;
        return now.status();
    }

    private Next anew() {
        Next now = new Next(this);
        now.generation++;
        now.owed = false;
        now.exhausted = false;
        now.waitsFor = null;
        now.keep(failures.stream()
                .flatMap(failure -> AttemptLog.of(failure).stream())
                .toList());
        now.failures = List.of();
        now.roots = List.of();
        now.blamed = List.of();
        now.restored = List.of();
        return now;
    }

    /** An input that was lost is there again. */
    JobStatus restored(int input) {
        Next now = new Next(this);
        now.restored = Stream.concat(restored.stream(), Stream.of(input))
                .distinct()
                .sorted()
                .toList();
        return now.status();
    }

    /** A build of it was asked for when an input was lost that is there again by now, or is to be asked for once more because of that. */
    boolean isConcernedByLoss() {
        return isAsked() || (state == JobState.PENDING && waitsFor != null);
    }

    /** Whatever was lost before counts no more. */
    JobStatus forgiven() {
        Next now = new Next(this);
        now.losses = 0;
        return now.status();
    }

    /** Its output was lost, and it is not built again yet. */
    public boolean isLost() {
        return losses > 0 && outputHash != null && !state.hasOutput();
    }

    /** A status while it is made from another: what is not said stays as it was. */
    private static final class Next {
        private JobState state;
        private int tries;
        private int generation;
        private boolean owed;
        private boolean exhausted;
        private @Nullable String waitsFor;
        private @Nullable Sha256 outputHash;
        private List<BuildFailure> failures;
        private List<String> avoid;
        private List<Integer> roots;
        private List<Integer> blamed;
        private int losses;
        private List<Integer> restored;
        private List<AttemptLog> otherLogs;

        Next(JobStatus before) {
            state = before.state;
            tries = before.tries;
            generation = before.generation;
            owed = before.owed;
            exhausted = before.exhausted;
            waitsFor = before.waitsFor;
            outputHash = before.outputHash;
            failures = before.failures;
            avoid = before.avoid;
            roots = before.roots;
            blamed = before.blamed;
            losses = before.losses;
            restored = before.restored;
            otherLogs = before.otherLogs;
        }

        /** What is told twice is kept once. */
        private void keep(List<AttemptLog> more) {
            List<AttemptLog> all =
                    Stream.concat(otherLogs.stream(), more.stream()).distinct().toList();
            otherLogs = all.subList(Math.max(0, all.size() - LOGS_KEPT), all.size());
        }

        JobStatus status() {
            return new JobStatus(
                    state,
                    tries,
                    generation,
                    owed,
                    exhausted,
                    waitsFor,
                    outputHash,
                    failures,
                    avoid,
                    roots,
                    blamed,
                    losses,
                    restored,
                    otherLogs);
        }
    }
}
