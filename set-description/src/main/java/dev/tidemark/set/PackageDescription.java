package dev.tidemark.set;

import java.util.Comparator;
import java.util.List;

/**
 * What a set says of one package.
 *
 * @param attribute the attribute path, unique within the set
 * @param pname the upstream project's name
 * @param version the version that the set has
 * @param dependencies ordered by attribute, then kind; no duplicates
 * @param maintainers handles, in the set's own order
 * @param features that an agent must have, in alphabetical order
 * @param unfree true when it may not be redistributed
 * @param broken why it is not to be built; empty when it is
 * @param systems that it is built for, in alphabetical order; empty: any
 * @param description one sentence for a person; may be empty
 */
public record PackageDescription(
        String attribute,
        String pname,
        String version,
        List<Dependency> dependencies,
        List<String> maintainers,
        List<String> features,
        boolean unfree,
        String broken,
        List<String> systems,
        String description) {

    public PackageDescription {
        dependencies = dependencies.stream().sorted().toList();
        maintainers = List.copyOf(maintainers);
        features = features.stream().sorted().toList();
        systems = systems.stream().sorted().toList();
    }

    /** Why one package needs another. */
    public enum Need {
        /** To be built. */
        BUILD,
        /** When it runs, and so by what builds from it. */
        RUNTIME,
        /** By its tests only. */
        CHECK
    }

    /**
     * An edge to another package of the set. Ordered by attribute, then need.
     *
     * @param attribute of what is needed
     * @param need why
     */
    public record Dependency(String attribute, Need need) implements Comparable<Dependency> {
        private static final Comparator<Dependency> ORDER =
                Comparator.comparing(Dependency::attribute).thenComparing(Dependency::need);

        @Override
        public int compareTo(Dependency other) {
            return ORDER.compare(this, other);
        }
    }
}
