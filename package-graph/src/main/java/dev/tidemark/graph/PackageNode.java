package dev.tidemark.graph;

import dev.tidemark.schemas.identity.Sha256;
import java.util.Comparator;
import java.util.List;

/**
 * A package as the graph knows it.
 *
 * @param attribute attribute path, unique within the set
 * @param pname the upstream project's name; two versions side by side share it
 * @param version the version of this revision
 * @param systems what it is built for, in alphabetical order
 * @param dependencies what it needs, ordered by attribute; of each attribute one
 * @param people who answers for it
 * @param names other names: of itself, and of what tests it
 * @param refusals why it is not to be built; empty when it is
 * @param unfree whether it may not be redistributed
 * @param contentAddressed whether an identical output ends a rebuild there
 * @param features what an agent must have to build it, in alphabetical order
 * @param recipeDigest over everything of its own that its recipe reads
 */
public record PackageNode(
        String attribute,
        String pname,
        String version,
        List<String> systems,
        List<Dependency> dependencies,
        People people,
        Names names,
        List<Refusal> refusals,
        boolean unfree,
        boolean contentAddressed,
        List<String> features,
        Sha256 recipeDigest) {

    private static final Sha256 NO_RECIPE = Sha256.builder().build();

    /**
     * Who answers for a package.
     *
     * @param maintainers handles, in the set's own order
     * @param teams in the set's own order
     */
    public record People(List<String> maintainers, List<String> teams) {
        public static final People NOBODY = new People(List.of(), List.of());

        public People {
            maintainers = List.copyOf(maintainers);
            teams = List.copyOf(teams);
        }
    }

    /**
     * Other attributes that a package has to do with.
     *
     * @param aliases other attribute paths of the same package, in alphabetical order
     * @param sentinels packages that test it, each of which depends on it, in alphabetical order
     */
    public record Names(List<String> aliases, List<String> sentinels) {
        public static final Names NONE = new Names(List.of(), List.of());

        public Names {
            aliases = List.copyOf(aliases);
            sentinels = List.copyOf(sentinels);
        }
    }

    public PackageNode {
        systems = List.copyOf(systems);
        dependencies = dependencies.stream()
                .sorted(Comparator.comparing(Dependency::attribute))
                .toList();
        refusals = List.copyOf(refusals);
        features = List.copyOf(features);
    }

    /** Handles of its maintainers, in the set's own order. */
    public List<String> maintainers() {
        return people.maintainers();
    }

    /** Begins a node of which nothing else is known yet. */
    public static Builder named(String attribute, String version) {
        return new Builder(attribute, version);
    }

    /** Makes a node; what is not set is empty or false. Belongs to one thread. */
    public static final class Builder {
        private final String attribute;
        private final String version;
        private String pname;
        private List<String> systems = List.of();
        private List<Dependency> dependencies = List.of();
        private People people = People.NOBODY;
        private Names names = Names.NONE;
        private List<Refusal> refusals = List.of();
        private boolean unfree;
        private boolean contentAddressed;
        private List<String> features = List.of();
        private Sha256 recipeDigest = NO_RECIPE;

        private Builder(String attribute, String version) {
            this.attribute = attribute;
            this.version = version;
            this.pname = attribute;
        }

        public Builder pname(String pname) {
            this.pname = pname;
            return this;
        }

        public Builder systems(List<String> systems) {
            this.systems = systems;
            return this;
        }

        public Builder dependencies(List<Dependency> dependencies) {
            this.dependencies = dependencies;
            return this;
        }

        public Builder people(People people) {
            this.people = people;
            return this;
        }

        public Builder names(Names names) {
            this.names = names;
            return this;
        }

        public Builder refusals(List<Refusal> refusals) {
            this.refusals = refusals;
            return this;
        }

        public Builder unfree(boolean unfree) {
            this.unfree = unfree;
            return this;
        }

        public Builder contentAddressed(boolean contentAddressed) {
            this.contentAddressed = contentAddressed;
            return this;
        }

        public Builder features(List<String> features) {
            this.features = features;
            return this;
        }

        public Builder recipeDigest(Sha256 recipeDigest) {
            this.recipeDigest = recipeDigest;
            return this;
        }

        public PackageNode build() {
            return new PackageNode(
                    attribute,
                    pname,
                    version,
                    systems,
                    dependencies,
                    people,
                    names,
                    refusals,
                    unfree,
                    contentAddressed,
                    features,
                    recipeDigest);
        }
    }
}
