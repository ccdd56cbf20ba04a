package dev.tidemark.planner.build;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A package that changes. Ordered by nothing: lists of bumps are kept in the order of their attributes.
 *
 * @param attribute the package, within its set
 * @param from the version that the graph had when the bump was admitted; before that what its publisher says, or empty
 * @param to the version that it goes to; the same as before where only the change is new
 * @param urgency how urgent it is
 * @param publisher who published it
 * @param change what changes besides the version: a patch, a git ref, a revision of the recipe; null when the version alone
 * @param advisories identifiers of the security advisories that it answers, in alphabetical order
 * @param group what it moves together with, for people: a group of the policy or a release; null when it moves alone. Of one wave, bumps
 *     with the same are blamed as one
 */
public record Bump(
        String attribute,
        String from,
        String to,
        Urgency urgency,
        String publisher,
        @Nullable String change,
        List<String> advisories,
        @Nullable String group) {

    public Bump {
        advisories = advisories.stream().sorted().distinct().toList();
    }

    /** One that changes the version alone, and moves alone. */
    public Bump(String attribute, String from, String to, Urgency urgency, String publisher) {
        this(attribute, from, to, urgency, publisher, null, List.of(), null);
    }

    /** One that moves alone. */
    public Bump(
            String attribute,
            String from,
            String to,
            Urgency urgency,
            String publisher,
            @Nullable String change,
            List<String> advisories) {
        this(attribute, from, to, urgency, publisher, change, advisories, null);
    }

    /** The same of another package. */
    public Bump of(String other) {
        return new Bump(other, from, to, urgency, publisher, change, advisories, group);
    }

    /** The same as a wave carries it: from the version that the graph has, and with what it moves together with. */
    public Bump carried(String fromNow, @Nullable String together) {
        return new Bump(attribute, fromNow, to, urgency, publisher, change, advisories, together);
    }
}
