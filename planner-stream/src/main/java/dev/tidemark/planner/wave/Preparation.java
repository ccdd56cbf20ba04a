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
 * @param losses how many times the artifact store has lost the workspace since a person last said that it was mended
 */
public record Preparation(
        Step step,
        int tries,
        int incomplete,
        @Nullable String waitsFor,
        @Nullable BuildFailure failure,
        List<String> avoid,
        int losses) {

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
        /** It was frozen, and the workspace is lost: it is asked for again as soon as the wave goes on. */
        LOST,
        /** It was frozen, and somebody was asked for the same workspace again. */
        RESTORING,
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
        return new Preparation(step, 0, 0, null, null, List.of(), 0);
    }

    /** Whether the wave's jobs are what they will be. */
    boolean isFrozen() {
        return isThere() || isLost();
    }

    /** Whether its jobs can be built. */
    boolean isThere() {
        return step == Step.NEEDLESS || step == Step.DONE;
    }

    /** Whether the wave had it and is to have it again. */
    boolean isLost() {
        return step == Step.LOST || step == Step.RESTORING;
    }

    boolean isOwed() {
        return step == Step.OWED || step == Step.LOST;
    }

    boolean isAsked() {
        return step == Step.ASKED || step == Step.RESTORING;
    }

    /** What is asked for, or was. */
    WaveDecision.Demand demand(WavePlan plan) {
        return demand(plan, isLost() ? Purpose.RESTORE : Purpose.PREPARE);
    }

    /** The same for another reason. */
    WaveDecision.Demand demand(WavePlan plan, Purpose purpose) {
        return new WaveDecision.Demand(WavePlan.PREPARATION, tries, plan.preparation(), purpose, avoid, 0, false);
    }

    Preparation asked() {
        Step next = isLost() ? Step.RESTORING : Step.ASKED;
        return new Preparation(next, tries + 1, incomplete, waitsFor, failure, avoid, losses);
    }

    /** What was to bring it back came to nothing; what is known of it stays. */
    Preparation stillLost(String reason) {
        return new Preparation(Step.LOST, tries, 0, reason, failure, avoid, losses);
    }

    /** It was there, and the artifact store has it no more. */
    Preparation lost(String reason) {
        return new Preparation(Step.LOST, tries, 0, reason, null, List.of(), losses + 1);
    }

    Preparation waiting(@Nullable String reason) {
        return new Preparation(step, tries, incomplete, reason, failure, avoid, losses);
    }

    Preparation failed(Step next, BuildFailure proof, String reason) {
        return new Preparation(next, tries, 0, reason, proof, avoiding(proof.agent()), losses);
    }

    /** What an agent said did not arrive whole, which need not be its fault: who joins late misses what was said before. */
    Preparation incomplete(Step next, String reason) {
        return new Preparation(next, tries, incomplete + 1, reason, failure, avoid, losses);
    }

    private List<String> avoiding(String agent) {
        return avoid.contains(agent)
                ? avoid
                : Stream.concat(avoid.stream(), Stream.of(agent)).toList();
    }

    Preparation over(String reason) {
        return new Preparation(Step.OVER, tries, incomplete, reason, failure, avoid, losses);
    }

    Preparation done() {
        return new Preparation(Step.DONE, tries, 0, null, null, List.of(), losses);
    }

    /** Begun anew: what it failed of before is behind it, and how often it was lost. */
    Preparation again() {
        return new Preparation(isLost() ? Step.LOST : Step.OWED, tries, 0, null, null, List.of(), 0);
    }
}
