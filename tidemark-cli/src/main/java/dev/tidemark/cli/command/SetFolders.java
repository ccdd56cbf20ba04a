package dev.tidemark.cli.command;

import dev.tidemark.service.ServiceException;
import dev.tidemark.set.InvalidSetException;
import dev.tidemark.set.PackageSet;
import dev.tidemark.set.SetDescription;
import java.nio.file.Files;
import java.nio.file.Path;

/** Package sets on this machine. */
final class SetFolders {

    private SetFolders() {}

    /** @throws ServiceException when there is no usable set, with every reason */
    static PackageSet load(Path folder) {
        try {
            return PackageSet.load(folder);
        } catch (InvalidSetException e) {
            throw new ServiceException(String.valueOf(e.getMessage()), e);
        }
    }

    /** @throws ServiceException when there is no usable description of a set, with every reason */
    static SetDescription described(Path folder) {
        try {
            return SetDescription.load(folder);
        } catch (InvalidSetException e) {
            throw new ServiceException(String.valueOf(e.getMessage()), e);
        }
    }

    /** The set that comes with the program. */
    static Path bundled() {
        String folder = System.getProperty("tidemark.sets");
        if (folder == null || !Files.isDirectory(Path.of(folder, "demo"))) {
            throw new ServiceException(
                    "the bundled set is not where the program looks for it (%s): start it as ./tidemark, or name a set with --set"
                            .formatted(folder == null ? "tidemark.sets is not set" : folder));
        }
        return Path.of(folder, "demo");
    }
}
