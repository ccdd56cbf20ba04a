package dev.tidemark.workspace;

import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.set.PackageDescription;
import dev.tidemark.set.PackageSet;
import dev.tidemark.set.RecipeDigest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes a picture of a command set: its recipes are digested. Used once. */
public final class CommandPicture {

    private final PackageSet set;
    private final String system;
    private final SortedMap<String, String> versions;
    private final SortedMap<String, String> changes;
    private final Map<String, String> identities = new HashMap<>();
    private final Set<String> open = new LinkedHashSet<>();

    private CommandPicture(
            PackageSet set, String system, SortedMap<String, String> versions, SortedMap<String, String> changes) {
        this.set = set;
        this.system = system;
        this.versions = versions;
        this.changes = changes;
    }

    /**
     * @param system what packages are built for that name none
     * @param versions that are built instead of the set's own, by attribute
     * @param changes what recipes are told besides the version, by attribute
     * @throws IOException when a recipe cannot be read
     */
    public static SetPicture of(
            PackageSet set, String system, SortedMap<String, String> versions, SortedMap<String, String> changes)
            throws IOException {
        return new CommandPicture(set, system, versions, changes).picture();
    }

    private SetPicture picture() throws IOException {
        List<PicturedPackage> packages = new ArrayList<>();
        for (PackageDescription each : set.packages()) {
            List<String> systems = each.systems().isEmpty() ? List.of(system) : each.systems();
            SortedMap<String, String> bySystem = new TreeMap<>();
            String identity = identity(each);
            systems.forEach(one -> bySystem.put(one, identity));
            packages.add(new PicturedPackage(
                    each.attribute(),
                    version(each),
                    systems,
                    needs(each),
                    each.unfree() ? TrustDomain.UNFREE : TrustDomain.FREE,
                    recipe(each),
                    each.features(),
                    each.maintainers(),
                    List.of(),
                    each.broken().isEmpty() ? "" : "marked as broken: " + each.broken(),
                    true,
                    bySystem));
        }
        return new SetPicture(packages);
    }

    private String version(PackageDescription of) {
        return versions.getOrDefault(of.attribute(), of.version());
    }

    private static List<String> needs(PackageDescription of) {
        return of.dependencies().stream()
                .map(PackageDescription.Dependency::attribute)
                .distinct()
                .sorted()
                .toList();
    }

    /** What a recipe is told is a part of it. */
    private Sha256 recipe(PackageDescription of) throws IOException {
        Sha256 files = RecipeDigest.of(set, of.attribute());
        String change = changes.get(of.attribute());
        return change == null ? files : changed(files, change);
    }

    /** The digest of a recipe that is told of a change. */
    public static Sha256 changed(Sha256 recipe, String change) {
        return Sha256.builder().add(recipe.hex()).add(change).build();
    }

    /** Of a circle the package that it is entered by does not count with what it needs. */
    private String identity(PackageDescription of) throws IOException {
        String known = identities.get(of.attribute());
        if (known != null) {
            return known;
        }
        Sha256.Builder digest = Sha256.builder().add(recipe(of).hex()).add(version(of));
        if (open.add(of.attribute())) {
            for (String need : needs(of)) {
                digest.add(need);
                PackageDescription needed = set.find(need).orElse(null);
                if (needed != null) {
                    digest.add(identity(needed));
                }
            }
            open.remove(of.attribute());
            String identity = digest.build().hex();
            if (open.isEmpty()) {
                identities.put(of.attribute(), identity);
            }
            return identity;
        }
        return digest.build().hex();
    }
}
