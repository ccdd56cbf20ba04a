package dev.tidemark.set;

import dev.tidemark.schemas.identity.PackageId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A package set as it lies in a folder.
 *
 * @param name the set's name
 * @param kind how it is built
 * @param description one sentence for a person; may be empty
 * @param folder absolute
 * @param packages ordered by attribute
 * @param bumps worth trying, in the author's order
 */
public record PackageSet(
        String name,
        SetKind kind,
        String description,
        Path folder,
        List<PackageDescription> packages,
        List<SuggestedBump> bumps) {

    private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.+~-]{0,99}");

    public PackageSet {
        packages = List.copyOf(packages);
        bumps = List.copyOf(bumps);
    }

    /**
     * Reads and checks a whole set. A cycle among its packages is no problem here: the graph cuts it.
     *
     * @throws InvalidSetException with every problem of the set, not the first alone
     */
    public static PackageSet load(Path folder) throws InvalidSetException {
        return new SetReader(folder.toAbsolutePath().normalize()).read();
    }

    /**
     * Reads and checks the packages of a set whose files lie somewhere else than its description says, such as with bumps
     * applied to them.
     *
     * @param folder of the set's files
     * @throws InvalidSetException with every problem of the set, not the first alone
     */
    public static PackageSet load(SetDescription description, Path folder) throws InvalidSetException {
        return new SetReader(folder.toAbsolutePath().normalize()).read(description);
    }

    public Optional<PackageDescription> find(String attribute) {
        return packages.stream()
                .filter(description -> description.attribute().equals(attribute))
                .findFirst();
    }

    /** The folder of shell files that recipes share. It need not exist. */
    public Path lib() {
        return folder.resolve("lib");
    }

    /**
     * The folder of a package, which need not exist.
     *
     * @throws IllegalArgumentException when that is not a name, so that no other folder is ever meant
     */
    public Path packageFolder(String attribute) {
        return folder.resolve("packages").resolve(new PackageId(name, attribute).attribute());
    }

    /**
     * What a package's folder says of it now, be it another than when the set was read.
     *
     * @throws InvalidSetException when it says nothing that could be understood
     * @throws IllegalArgumentException when that is not a name
     */
    public PackageDescription describe(String attribute) throws InvalidSetException {
        return new SetReader(folder).readOne(new PackageId(name, attribute).attribute());
    }

    /** True when the sources of that version are there. What could not be a folder's name is no version. */
    public boolean hasSources(String attribute, String version) {
        return isVersion(version) && Files.isDirectory(packageFolder(attribute).resolve(version));
    }

    static boolean isVersion(String text) {
        return VERSION.matcher(text).matches();
    }
}
