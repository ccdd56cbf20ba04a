package dev.tidemark.set;

import dev.tidemark.schemas.identity.Sha256;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

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
 * @param fetches of a recipe that downloads something: what its one file has to be, by version; empty for any other
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
        String description,
        SortedMap<String, Sha256> fetches) {

    public PackageDescription {
        dependencies = dependencies.stream().sorted().toList();
        maintainers = List.copyOf(maintainers);
        features = features.stream().sorted().toList();
        systems = systems.stream().sorted().toList();
        fetches = Collections.unmodifiableSortedMap(new TreeMap<>(fetches));
    }

    /** One that is to be built, and downloads nothing. */
    public PackageDescription(
            String attribute,
            String pname,
            String version,
            List<Dependency> dependencies,
            List<String> maintainers,
            List<String> features,
            boolean unfree,
            List<String> systems,
            String description) {
        this(
                attribute,
                pname,
                version,
                dependencies,
                maintainers,
                features,
                unfree,
                "",
                systems,
                description,
                Collections.emptySortedMap());
    }

    /** Whether its recipe is there to download something, and reaches other machines. */
    public boolean isFetch() {
        return !fetches.isEmpty();
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
