package dev.tidemark.intake.watcher;

import dev.tidemark.intake.watcher.NameTable.Row;
import dev.tidemark.intake.watcher.Sighting.Subject;
import dev.tidemark.schemas.identity.PackageId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Which packages what a watcher saw is of. A name that the table has is what the table says; packages that it does not have
 * are those of that name; projects that it does not have are nobody knows what.
 *
 * @param table what people wrote down
 * @param set whose packages are meant where nobody says otherwise
 */
public record Naming(NameTable table, String set) {

    private static final ProjectName NAMELESS = new ProjectName("?");

    /** What is meant by a sighting. */
    public sealed interface Meaning {

        /**
         * Packages of the set, which are one release.
         *
         * @param release what that release is called
         * @param version that they go to
         * @param packages in their order, at least one
         */
        record Bumps(String release, String version, List<PackageId> packages) implements Meaning {
            public Bumps {
                packages = List.copyOf(packages);
            }
        }

        /** Nothing to us: the table says so. */
        record Nothing() implements Meaning {}

        /**
         * Nobody knows.
         *
         * @param name under which a table could say it
         * @param reason why not, as part of a sentence
         */
        record Unmapped(ProjectName name, String reason) implements Meaning {}
    }

    /**
     * All that is meant: one release, unless the table says different things of packages that the watcher names together.
     *
     * @throws IllegalArgumentException when the set's name is none
     */
    public List<Meaning> of(Sighting seen) {
        return switch (seen.subject()) {
            case Subject.Project(List<ProjectName> names) -> List.of(ofProject(names, seen));
            case Subject.Packages(Optional<String> its, List<String> attributes) ->
                together(attributes.stream()
                        .map(attribute -> ofPackage(its.orElse(set), attribute, seen))
                        .toList());
        };
    }

    private Meaning ofProject(List<ProjectName> names, Sighting seen) {
        for (ProjectName name : names) {
            if (!table.rows(name).isEmpty()) {
                return byTable(name, seen);
            }
        }
        return new Meaning.Unmapped(names.getFirst(), "no row of the table has its name");
    }

    private Meaning byTable(ProjectName name, Sighting seen) {
        TreeSet<PackageId> packages = new TreeSet<>();
        Optional<String> version = Optional.empty();
        for (Row row : table.rows(name)) {
            Optional<String> meant = row.versions().version(seen.to(), seen.spelling(), name);
            if (meant.isPresent() && row.packages().isEmpty()) {
                return new Meaning.Nothing();
            }
            // Rows that read another version out of the same tag would be about something else: the first is right.
            if (meant.isPresent() && (version.isEmpty() || version.equals(meant))) {
                version = meant;
                row.packages().forEach(each -> packages.add(id(each, set)));
            }
        }
        return version.isEmpty()
                ? new Meaning.Unmapped(name, "no row of the table is about its version " + seen.to())
                : new Meaning.Bumps(name + "@" + version.get(), version.get(), List.copyOf(packages));
    }

    private Meaning ofPackage(String itsSet, String attribute, Sighting seen) {
        Optional<ProjectName> name = ProjectName.ifAny(attribute);
        if (name.isPresent() && !table.rows(name.get()).isEmpty()) {
            return byTable(name.get(), seen);
        }
        ProjectName shown = name.orElse(NAMELESS);
        Optional<String> version = switch (seen.spelling()) {
            case VERSION -> Optional.of(seen.to());
            case TAG -> Tags.version(seen.to(), shown);
        };
        if (version.isEmpty()) {
            return new Meaning.Unmapped(shown, "%s has no version in it".formatted(seen.to()));
        }
        PackageId valid = new PackageId(itsSet, "any");
        try {
            PackageId id = new PackageId(valid.set(), attribute);
            return new Meaning.Bumps(attribute + "@" + version.get(), version.get(), List.of(id));
        } catch (IllegalArgumentException e) {
            return new Meaning.Unmapped(shown, "no package can be called so, and no row of the table has its name");
        }
    }

    /** One release of those that go to the same version. */
    private static List<Meaning> together(List<Meaning> all) {
        List<Meaning> merged = new ArrayList<>();
        for (Meaning meaning : all) {
            int last = merged.size() - 1;
            if (last >= 0
                    && meaning instanceof Meaning.Bumps(String release, String version, List<PackageId> more)
                    && merged.get(last) instanceof Meaning.Bumps(String first, String same, List<PackageId> packages)
                    && version.equals(same)) {
                TreeSet<PackageId> both = new TreeSet<>(packages);
                both.addAll(more);
                merged.set(last, new Meaning.Bumps(first, version, List.copyOf(both)));
            } else {
                merged.add(meaning);
            }
        }
        return List.copyOf(merged);
    }

    /**
     * The package that a row names.
     *
     * @param set whose it is where the row does not say
     * @throws IllegalArgumentException when it is no name of a package
     */
    static PackageId id(String name, String set) {
        return name.indexOf(':') < 0 ? new PackageId(set, name) : PackageId.parse(name);
    }
}
