package dev.tidemark.planner.wave;

import dev.tidemark.planner.wave.WaveEvent.Commanded;
import dev.tidemark.planner.wave.WaveEvent.Order;

/** What a person's order makes of a wave of which there is no plan: it waits for its graph, or could not be planned. */
public sealed interface UnplannedWave {

    /** Where such a wave stands. */
    enum Standing {
        /** The planner has not the graph revision yet that it is to be planned from. */
        AWAITS_GRAPH("the wave waits for its graph revision"),
        /** It could not be planned. */
        HALTED("the wave is HALTED and has no plan"),
        /** A person gave it up. */
        ABANDONED("the wave is ABANDONED");

        private final String words;

        Standing(String words) {
            this.words = words;
        }
    }

    /** It is planned once more, from the newest graph. */
    record PlannedAgain() implements UnplannedWave {}

    /** It is ABANDONED, for a reason. */
    record GivenUp(String reason) implements UnplannedWave {}

    /** The order does not fit. */
    record Refused(String order, String reason) implements UnplannedWave {}

    /** Decides what an order means. */
    static UnplannedWave obey(Standing standing, Commanded commanded) {
        boolean over = standing == Standing.ABANDONED;
        return switch (commanded.order()) {
            case Order.Pause() -> new Refused("pause", standing.words);
            case Order.Resume() ->
                standing == Standing.HALTED ? new PlannedAgain() : new Refused("resume", standing.words);
            case Order.Abandon() ->
                over ? new Refused("abandon", standing.words) : new GivenUp("abandoned by " + commanded.by());
            case Order.Answer answer -> new Refused("answer " + answer.resolution(), standing.words);
        };
    }
}
