package dev.tidemark.workspace;

import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All packages of a set in one state. Immutable. */
public final class SetPicture {

    private final SortedMap<String, PicturedPackage> packages;

    public SetPicture(Collection<PicturedPackage> packages) {
        SortedMap<String, PicturedPackage> named = new TreeMap<>();
        packages.forEach(each -> named.put(each.attribute(), each));
        this.packages = Collections.unmodifiableSortedMap(named);
    }

    /** In the order of their attributes. */
    public Collection<PicturedPackage> packages() {
        return packages.values();
    }

    public Optional<PicturedPackage> find(String attribute) {
        return Optional.ofNullable(packages.get(attribute));
    }

    /** The package where it is built for the system; null where there is no such job. */
    @Nullable
    PicturedPackage on(String attribute, String system) {
        PicturedPackage found = packages.get(attribute);
        return found != null && found.systems().contains(system) ? found : null;
    }
}
