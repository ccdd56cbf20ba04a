package dev.tidemark.notifier.people;

import java.util.List;

/**
 * A package that a wave's bumps reach.
 *
 * @param attribute its attribute path
 * @param maintainers handles; empty when nobody maintains it
 * @param likelyBreak whether it is likely to break
 */
public record Reached(String attribute, List<String> maintainers, boolean likelyBreak) {
    public Reached {
        maintainers = List.copyOf(maintainers);
    }
}
