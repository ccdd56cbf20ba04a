package dev.tidemark.planner.dispatch;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What the dispatcher knows of an agent.
 *
 * @param name its name, unique within the pool
 * @param incarnation its present life
 * @param since when the broker stamped that life's first beat
 * @param former lives that it replaced, newest last
 * @param offer what it offers
 * @param health how its builds went
 */
public record Agent(String name, String incarnation, Instant since, List<String> former, Offer offer, Health health) {

    private static final int FORMER_KEPT = 8;

    public Agent {
        former = List.copyOf(former);
    }

    /** One that is heard for the first time. */
    static Agent first(DispatchEvent.Beat beat, Offer offer) {
        return new Agent(beat.agent(), beat.incarnation(), beat.stampedAt(), List.of(), offer, Health.GOOD);
    }

    /** A new life of the same agent; nothing is held against it. */
    Agent replacedBy(DispatchEvent.Beat beat, Offer other) {
        List<String> replaced = new ArrayList<>(former);
        replaced.add(incarnation);
        List<String> kept = replaced.size() > FORMER_KEPT
                ? replaced.subList(replaced.size() - FORMER_KEPT, replaced.size())
                : replaced;
        return new Agent(name, beat.incarnation(), beat.stampedAt(), kept, other, Health.GOOD);
    }

    Agent offering(Offer other) {
        return new Agent(name, incarnation, since, former, other, health);
    }

    Agent feeling(Health other) {
        return new Agent(name, incarnation, since, former, offer, other);
    }

    /** Whether it takes new builds at all, as far as it was heard. */
    boolean takesMore() {
        return offer.wish() == Offer.Wish.MORE && !health.isQuarantined();
    }

    /** Whether it could build what needs this, whether or not it is to be avoided. */
    boolean fits(Needs needs) {
        return offer.suits(needs) && isLargeEnough(needs);
    }

    /** Whether its machine has the memory and the GPUs, be they taken. */
    boolean isLargeEnough(Needs needs) {
        return (needs.memoryAbove() == 0 || offer.largestBuild() > needs.memoryAbove())
                && (needs.gpus().isEmpty() || offer.hasGpus(needs.gpus().get()));
    }
}
