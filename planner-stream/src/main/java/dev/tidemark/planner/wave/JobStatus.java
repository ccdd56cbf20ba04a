package dev.tidemark.planner.wave;

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
        List<Integer> restored) {

    static final JobStatus DORMANT = new JobStatus(
            JobState.DORMANT, 0, 0, false, false, null, null, List.of(), List.of(), List.of(), List.of(), 0, List.of());
    static final JobStatus PENDING = DORMANT.in(JobState.PENDING);

    public JobStatus {
        failures = List.copyOf(failures);
        avoid = List.copyOf(avoid);
        roots = List.copyOf(roots);
        blamed = List.copyOf(blamed);
        restored = List.copyOf(restored);
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
        return new JobStatus(
                next,
                tries,
                generation,
                false,
                false,
                null,
                outputHash,
                failures,
                avoid,
                List.of(),
                blamed,
                losses,
                restored);
    }

    JobStatus behind(JobState next, List<Integer> newRoots) {
        return new JobStatus(
                next,
                tries,
                generation,
                false,
                false,
                null,
                outputHash,
                failures,
                avoid,
                newRoots,
                blamed,
                losses,
                restored);
    }

    JobStatus waiting(String reason) {
        return new JobStatus(
                state,
                tries,
                generation,
                owed,
                exhausted,
                reason,
                outputHash,
                failures,
                avoid,
                roots,
                blamed,
                losses,
                restored);
    }

    /** The farm gave its try up. */
    JobStatus exhausted(String reason) {
        return new JobStatus(
                state,
                tries,
                generation,
                owed,
                true,
                reason,
                outputHash,
                failures,
                avoid,
                roots,
                blamed,
                losses,
                restored);
    }

    JobStatus tried() {
        return new JobStatus(
                state,
                tries + 1,
                generation,
                false,
                false,
                null,
                outputHash,
                failures,
                avoid,
                roots,
                blamed,
                losses,
                List.of());
    }

    JobStatus toBeAsked() {
        return new JobStatus(
                state,
                tries,
                generation,
                true,
                false,
                null,
                outputHash,
                failures,
                avoid,
                roots,
                blamed,
                losses,
                restored);
    }

    JobStatus built(Sha256 output) {
        return new JobStatus(
                state,
                tries,
                generation,
                owed,
                exhausted,
                null,
                output,
                failures,
                avoid,
                roots,
                blamed,
                losses,
                List.of());
    }

    JobStatus failed(BuildFailure proof) {
        List<BuildFailure> all =
                Stream.concat(failures.stream(), Stream.of(proof)).toList();
        List<String> avoided = avoid.contains(proof.agent())
                ? avoid
                : Stream.concat(avoid.stream(), Stream.of(proof.agent())).toList();
        return new JobStatus(
                state,
                tries,
                generation,
                owed,
                exhausted,
                null,
                outputHash,
                all,
                avoided,
                roots,
                blamed,
                losses,
                restored);
    }

    /** It is known which of the bumps break it. */
    JobStatus blaming(List<Integer> bumps) {
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
                bumps,
                losses,
                restored);
    }

    /** Begun anew: what it failed of before is behind it. */
    JobStatus again() {
        return new JobStatus(
                state,
                tries,
                generation + 1,
                false,
                false,
                null,
                isLost() ? outputHash : null,
                List.of(),
                avoid,
                List.of(),
                List.of(),
                losses,
                List.of());
    }

    /** The artifact store lost its output: it is to be built again. */
    JobStatus lost() {
        return new JobStatus(
                state,
                tries,
                generation + 1,
                false,
                false,
                null,
                outputHash,
                List.of(),
                avoid,
                List.of(),
                List.of(),
                losses + 1,
                List.of());
    }

    /** An input that was lost is there again. */
    JobStatus restored(int input) {
        List<Integer> all = Stream.concat(restored.stream(), Stream.of(input))
                .distinct()
                .sorted()
                .toList();
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
                all);
    }

    /** A build of it was asked for when an input was lost that is there again by now, or is to be asked for once more because of that. */
    boolean isConcernedByLoss() {
        return isAsked() || (state == JobState.PENDING && waitsFor != null);
    }

    /** Whatever was lost before counts no more. */
    JobStatus forgiven() {
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
                0,
                restored);
    }

    /** Its output was lost, and it is not built again yet. */
    public boolean isLost() {
        return losses > 0 && outputHash != null && !state.hasOutput();
    }
}
