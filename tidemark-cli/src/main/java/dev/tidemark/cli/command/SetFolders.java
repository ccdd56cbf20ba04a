package dev.tidemark.cli.command;

import dev.tidemark.service.ServiceException;
import dev.tidemark.service.UsageException;
import dev.tidemark.set.InvalidSetException;
import dev.tidemark.set.PackageSet;
import dev.tidemark.set.SetDescription;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Package sets on this machine. */
final class SetFolders {

    /** The folder of the set that needs a JDK and a shell alone. */
    static final String DEMO = "demo";
    /** That of the set that needs Nix. */
    static final String NIX = "nix";

    private static final List<String> BUNDLED = List.of(DEMO, NIX);
    private static final String PROPERTY = "tidemark.sets";

    private SetFolders() {}

    /** @throws UsageException when there is no usable set, with every reason */
    static PackageSet load(Path folder) {
        try {
            return PackageSet.load(folder);
        } catch (InvalidSetException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    /** @throws UsageException when there is no usable description of a set, with every reason */
    static SetDescription described(Path folder) {
        try {
            return SetDescription.load(folder);
        } catch (InvalidSetException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    /** The set that comes with the program and builds wherever the program runs. */
    static Path bundled() {
        return bundled(DEMO);
    }

    /**
     * The folder that somebody means by a name: that of a set which comes with the program, unless a set lies in a folder of that
     * name here.
     */
    static Path named(Path folder) {
        boolean word = folder.getNameCount() == 1 && !folder.isAbsolute();
        return word && BUNDLED.contains(folder.toString()) && !Files.exists(folder.resolve(SetDescription.FILE))
                ? bundled(folder.toString())
                : folder;
    }

    /** Whether a set came with the program. */
    static boolean isBundled(Path folder, String name) {
        String sets = System.getProperty(PROPERTY);
        return sets != null
                && folder.toAbsolutePath()
                        .normalize()
                        .equals(Path.of(sets, name).toAbsolutePath().normalize());
    }

    private static Path bundled(String name) {
        String folder = System.getProperty(PROPERTY);
        if (folder == null || !Files.isDirectory(Path.of(folder, name))) {
            throw new ServiceException(
                    "the bundled set is not where the program looks for it (%s): start it as ./tidemark, or name a set with --set"
                            .formatted(folder == null ? PROPERTY + " is not set" : folder));
        }
        return Path.of(folder, name);
    }
}
