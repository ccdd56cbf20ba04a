package dev.tidemark.set;

import dev.tidemark.schemas.identity.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The digest of everything of its own that a package's recipe reads: {@code lib/} and {@code packages/ATTR/}, by
 * relative path and bytes. File modes and times do not count. Equal on every machine that has the same files.
 */
public final class RecipeDigest {

    static final String LINK =
            "a symbolic link: put the file itself here, so that the recipe's digest covers what is built";

    private RecipeDigest() {}

    /**
     * @param attribute of a package of the set
     * @throws IOException when a file cannot be read, the package's folder is missing, or there is a symbolic link
     * @throws IllegalArgumentException when the attribute is not a name
     */
    public static Sha256 of(PackageSet set, String attribute) throws IOException {
        Map<String, Path> files = new TreeMap<>();
        if (Files.exists(set.lib(), LinkOption.NOFOLLOW_LINKS)) {
            collect(set.folder(), set.lib(), files);
        }
        collect(set.folder(), set.packageFolder(attribute), files);
        Sha256.Builder digest = Sha256.builder();
        for (Map.Entry<String, Path> file : files.entrySet()) {
            digest.add(file.getKey()).add(Files.readAllBytes(file.getValue()));
        }
        return digest.build();
    }

    private static void collect(Path folder, Path part, Map<String, Path> files) throws IOException {
        try (Stream<Path> entries = Files.walk(part)) {
            for (Path entry : (Iterable<Path>) entries::iterator) {
                String relative = RelativeName.of(folder, entry);
                if (Files.isSymbolicLink(entry)) {
                    throw new IOException(relative + ": " + LINK);
                }
                if (Files.isRegularFile(entry)) {
                    files.put(relative, entry);
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
