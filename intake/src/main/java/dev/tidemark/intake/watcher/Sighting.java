package dev.tidemark.intake.watcher;

import dev.tidemark.schemas.event.BumpKind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A watcher saw that upstream has released something.
 *
 * @param subject what was released, as the watcher calls it
 * @param from the version before, where it says so
 * @param to the version that was released, or its tag
 * @param spelling how both are written
 * @param at when it was released or seen, where it says so
 * @param details what else it says
 */
public record Sighting(
        Subject subject, Optional<String> from, String to, Spelling spelling, Optional<Instant> at, Details details) {

    /** What a watcher calls the thing that was released. */
    public sealed interface Subject {

        /**
         * Packages, by the names that the set has for them, unless a table says otherwise. Several are one release.
         *
         * @param set theirs, where it says so
         */
        record Packages(Optional<String> set, List<String> attributes) implements Subject {
            public Packages {
                attributes = List.copyOf(attributes);
            }

            /** One of the set that is meant anyway. */
            static Packages of(String attribute) {
                return new Packages(Optional.empty(), List.of(attribute));
            }
        }

        /** A project of upstream's, of which only a table knows the packages. */
        record Project(List<ProjectName> names) implements Subject {
            /** @param names it goes by all of them; the most telling first, at least one */
            public Project {
                names = List.copyOf(names);
                if (names.isEmpty()) {
                    throw new IllegalArgumentException("a project without a name");
                }
            }
        }
    }

    /** How a version is written. */
    public enum Spelling {
        /** As a package set writes it. */
        VERSION,
        /** As a repository's tag, perhaps with the project's name or a {@code v} before it. */
        TAG
    }

    /**
     * What only some watchers say.
     *
     * @param kind how urgent it is
     * @param advisories that it answers
     * @param change what changes besides the version
     * @param publisher who says so
     */
    public record Details(
            Optional<BumpKind> kind, List<String> advisories, Optional<String> change, Optional<String> publisher) {

        /** Nothing. */
        public static final Details NONE = new Details(Optional.empty(), List.of(), Optional.empty(), Optional.empty());

        public Details {
            advisories = List.copyOf(advisories);
        }
    }

    /** One that says nothing else. */
    static Sighting plain(Subject subject, Optional<String> from, String to, Spelling spelling) {
        return new Sighting(subject, from, to, spelling, Optional.empty(), Details.NONE);
    }
}
