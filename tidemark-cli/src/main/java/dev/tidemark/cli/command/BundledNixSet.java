package dev.tidemark.cli.command;

import dev.tidemark.service.ServiceException;
import dev.tidemark.set.SetDescription;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The Nix set that comes with the program, whose recipes use the machine's own shell and tools. */
final class BundledNixSet {

    private static final String SEEN = "nix.sandbox-paths";
    /** Where these are, and the libraries that they need. */
    private static final List<String> TOOLS = List.of("/bin", "/usr", "/lib", "/lib64");
    /** One for all: where it is, the others are. */
    private static final Path TOOL = Path.of("/usr/bin/sort");

    private BundledNixSet() {}

    /**
     * What agents are to be told that build it, besides what was said.
     *
     * @throws ServiceException when this machine lacks what its recipes use
     */
    static Map<String, String> settings(SetDescription set, Map<String, String> said) {
        Map<String, String> settings = new TreeMap<>(said);
        if (SetFolders.isBundled(set.folder(), SetFolders.NIX) && !said.containsKey(SEEN)) {
            if (!Files.isExecutable(TOOL)) {
                throw new ServiceException(
                        "the recipes of the set %s use the shell and tools in /bin and /usr/bin, and there is no %s here: describe a set for this machine, and name its folder with --set"
                                .formatted(set.name(), TOOL));
            }
            settings.put(
                    SEEN,
                    TOOLS.stream()
                            .filter(folder -> Files.isDirectory(Path.of(folder)))
                            .collect(Collectors.joining(", ", "[", "]")));
        }
        return settings;
    }
}
