package dev.tidemark.agent.build;

import java.util.List;

/**
 * What an executor can build, and how it keeps recipes within bounds.
 *
 * @param sets that it builds, in alphabetical order; empty: any
 * @param sandbox what keeps recipes away from the machine, in a word for each kind of set, with commas; empty when there are none
 * @param limits what holds them to their limits, likewise
 */
public record Abilities(List<String> sets, String sandbox, String limits) {

    /** Whatever it is asked for, without recipes. */
    public static final Abilities ANY = new Abilities(List.of(), "", "");

    public Abilities {
        sets = sets.stream().distinct().sorted().toList();
    }
}
