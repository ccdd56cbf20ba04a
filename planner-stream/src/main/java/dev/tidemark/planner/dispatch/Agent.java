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
 * @param features what it offers, in alphabetical order
 * @param slots how many builds it runs at once
 */
public record Agent(
        String name, String incarnation, Instant since, List<String> former, List<String> features, int slots) {

    private static final int FORMER_KEPT = 8;

    public Agent {
        former = List.copyOf(former);
        features = List.copyOf(features);
    }

    boolean fits(Demand demand) {
        return features.containsAll(demand.spec().features());
    }

    /** A new life of the same agent. */
    Agent replacedBy(DispatchEvent.Beat beat) {
        List<String> replaced = new ArrayList<>(former);
        replaced.add(incarnation);
        List<String> kept = replaced.size() > FORMER_KEPT
                ? replaced.subList(replaced.size() - FORMER_KEPT, replaced.size())
                : replaced;
        return new Agent(name, beat.incarnation(), beat.stampedAt(), kept, beat.features(), beat.slots());
    }
}
