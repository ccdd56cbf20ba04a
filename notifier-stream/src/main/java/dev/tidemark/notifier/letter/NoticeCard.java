package dev.tidemark.notifier.letter;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What is coming at somebody, as people read it. Every text is clean.
 *
 * @param name which wave
 * @param bumps what it carries
 * @param size how much of it there is
 * @param worth why it is worth a message, each the rest of a sentence that begins with "since"; empty where it is not
 * @param reached the first of theirs that are reached, what is likely to break first
 * @param theirs how many are theirs
 * @param followed whether they only follow what is reached
 */
public record NoticeCard(
        Name name,
        List<ComingBump> bumps,
        Size size,
        List<String> worth,
        List<ReachedPart> reached,
        int theirs,
        boolean followed) {

    public NoticeCard {
        bumps = List.copyOf(bumps);
        worth = List.copyOf(worth);
        reached = List.copyOf(reached);
    }

    /**
     * Which wave it is.
     *
     * @param id what it is called among what somebody is told
     * @param workspace names what its jobs are built in; empty where the set's graph is the truth
     */
    public record Name(String id, String set, String wave, Instant at, String workspace) {}

    /** A bump that is coming. */
    public record ComingBump(String attribute, String from, String to, String publisher, boolean security) {}

    /**
     * How much of a wave there is.
     *
     * @param packages how many packages are built again
     * @param jobs how many jobs, at most
     * @param pools what is asked of each pool, such as {@code x86_64-linux.free 12}
     * @param work how much of agents' time that is expected to take
     * @param longest how long it takes at least, as far as that is expected
     */
    public record Size(int packages, int jobs, List<String> pools, Duration work, Duration longest) {
        public Size {
            pools = List.copyOf(pools);
        }
    }

    /**
     * A package that is reached.
     *
     * @param fails the share of its builds that is expected to fail, in percent
     */
    public record ReachedPart(String attribute, String systems, int fails, boolean likelyBreak) {}

    /** What is coming, in a line. */
    public String title() {
        String what =
                bumps.stream().map(bump -> bump.attribute() + " " + bump.to()).collect(Collectors.joining(" and "));
        String first = reached.isEmpty() ? "nothing" : reached.getFirst().attribute();
        String all = theirs > 1 ? "%s and %d more".formatted(first, theirs - 1) : first;
        boolean likely = !reached.isEmpty() && reached.getFirst().likelyBreak();
        return "%s %s coming, %s %s"
                .formatted(
                        what,
                        bumps.size() == 1 ? "is" : "are",
                        likely ? "and likely to break" : "which reaches",
                        likely ? first : all);
    }
}
