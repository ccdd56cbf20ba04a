package dev.tidemark.intake.debian;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Which source builds what a dependency names. Immutable once made. */
final class Binaries {

    /** By binary package. */
    private final Map<String, String> builders = new HashMap<>();
    /** By virtual package: the builders of those that provide it, by the provider's name. */
    private final Map<String, NavigableMap<String, String>> providers = new HashMap<>();

    /** What Packages says goes before what Sources says; of several sources that claim a binary the first by name has it. */
    Binaries(Newest<SourceEntry> sources, Newest<BinaryEntry> binaries) {
        for (BinaryEntry binary : binaries.all()) {
            SourceEntry source = sources.get(binary.source());
            if (source != null) {
                builders.put(binary.name(), source.name());
                for (String provided : binary.provides()) {
                    providers.computeIfAbsent(provided, name -> new TreeMap<>()).put(binary.name(), source.name());
                }
            }
        }
        Map<String, String> claims = new HashMap<>();
        for (SourceEntry source : sources.all()) {
            for (String binary : source.binaries()) {
                claims.merge(binary, source.name(), (one, other) -> one.compareTo(other) <= 0 ? one : other);
            }
        }
        claims.forEach(builders::putIfAbsent);
    }

    /**
     * A real package goes before one that provides the name; of providers the dependent's own goes first, then the first by
     * name.
     *
     * @param dependent the source that asks
     */
    Optional<String> builderOf(String name, String dependent) {
        String builder = builders.get(name);
        if (builder != null) {
            return Optional.of(builder);
        }
        NavigableMap<String, String> providing = providers.get(name);
        if (providing == null) {
            return Optional.empty();
        }
        return Optional.of(
                providing.containsValue(dependent)
                        ? dependent
                        : providing.firstEntry().getValue());
    }
}
