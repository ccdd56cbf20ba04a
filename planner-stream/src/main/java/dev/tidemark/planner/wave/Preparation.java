package dev.tidemark.planner.wave;

import dev.tidemark.planner.build.BuildFailure;
import dev.tidemark.planner.build.Purpose;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How far a wave is in having its bumps applied to the set, and the set evaluated with them.
 *
 * @param step where it is
 * @param tries how many times it was asked for
 * @param incomplete how many evaluations in a row did not arrive whole
 * @param waitsFor what it waits for, or why it is tried again, as a sentence; null when there is nothing to say
 * @param failure why the last one failed since a person last had it begun; null while none has
 * @param avoid agents that it failed on, in order
 */
public record Preparation(
        Step step,
        int tries,
        int incomplete,
        @Nullable String waitsFor,
        @Nullable BuildFailure failure,
        List<String> avoid) {

    /** Where a preparation is. */
    public enum Step {
        /** There is none: the set's graph is the truth. */
        NEEDLESS,
        /** It is asked for as soon as its wave goes on. */
        OWED,
        /** Somebody was asked. */
        ASKED,
        /** The set's evaluation was frozen. */
        DONE,
        /** It came to nothing, until a person has it begun anew. */
        OVER
    }

    /** Of a set whose graph is the truth. */
    public static final Preparation NEEDLESS = in(Step.NEEDLESS);

    static final Preparation OWED = in(Step.OWED);

    public Preparation {
        avoid = List.copyOf(avoid);
    }

    private static Preparation in(Step step) {
        return new Preparation(step, 0, 0, null, null, List.of());
    }

    /** Whether the wave's jobs are what they will be. */
    boolean isFrozen() {
        return step == Step.NEEDLESS || step == Step.DONE;
    }

    /** What is asked for, or was. */
    WaveDecision.Demand demand(WavePlan plan) {
        return new WaveDecision.Demand(
                WavePlan.PREPARATION, tries, plan.preparation(), Purpose.PREPARE, avoid, 0, false);
    }

    Preparation asked() {
        return new Preparation(Step.ASKED, tries + 1, incomplete, waitsFor, failure, avoid);
    }

    Preparation waiting(@Nullable String reason) {
        return new Preparation(step, tries, incomplete, reason, failure, avoid);
    }

    Preparation failed(Step next, BuildFailure proof, String reason) {
        return new Preparation(next, tries, 0, reason, proof, avoiding(proof.agent()));
    }

    /** What an agent said did not arrive whole, which need not be its fault: who joins late misses what was said before. */
    Preparation incomplete(Step next, String reason) {
        return new Preparation(next, tries, incomplete + 1, reason, failure, avoid);
    }

    private List<String> avoiding(String agent) {
        return avoid.contains(agent)
                ? avoid
                : Stream.concat(avoid.stream(), Stream.of(agent)).toList();
    }

    Preparation over(String reason) {
        return new Preparation(Step.OVER, tries, incomplete, reason, failure, avoid);
    }

    Preparation done() {
        return new Preparation(Step.DONE, tries, 0, null, null, List.of());
    }

    /** Begun anew: what it failed of before is behind it. */
    Preparation again() {
        return new Preparation(Step.OWED, tries, 0, null, null, List.of());
    }
}
