package dev.tidemark.workspace.nix;

import dev.tidemark.workspace.Programs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How Nix is run.
 *
 * @param environment variables for Nix beside what it needs of this process'; {@code PATH} says where it is looked for
 * @param store where the files of the store lie when that is not where their paths say; {@link #ofThisMachine} leaves it
 *     empty, and no format reads it from elsewhere
 * @param depth how many attribute names a path may have; always six for {@link #ofThisMachine}
 * @param patience how long one program of Nix may take for some hundred attributes, or nix-eval-jobs for all
 * @param programs how they are started and ended
 */
public record NixSettings(
        Map<String, String> environment, Optional<Path> store, int depth, Duration patience, Programs programs) {

    private static final int DEPTH = 6;
    private static final Duration PATIENCE = Duration.ofHours(2);

    /**
     * What lets Nix evaluate as root without a daemon, and without asking a cache: nothing is built, so there is
     * nothing to substitute. The features are those that sets with content-addressed packages need.
     */
    private static final String CONFIG = """
            build-users-group =
            substituters =
            extra-experimental-features = nix-command ca-derivations
            """;

    /** @throws IllegalArgumentException when the depth is under one */
    public NixSettings {
        environment = Map.copyOf(environment);
        if (depth < 1) {
            throw new IllegalArgumentException("an attribute path has a name at least: a depth of " + depth);
        }
    }

    /** With programs that are processes like any other. */
    public NixSettings(Map<String, String> environment, Optional<Path> store, int depth, Duration patience) {
        this(environment, store, depth, patience, Programs.PLAIN);
    }

    /** The same with programs that are started otherwise. */
    public NixSettings with(Programs others) {
        return new NixSettings(environment, store, depth, patience, others);
    }

    /** As this machine is set up: its store, its {@code PATH}, its {@code NIX_CONFIG}. */
    public static NixSettings ofThisMachine() {
        return new NixSettings(Map.of(), Optional.empty(), DEPTH, PATIENCE);
    }

    /**
     * As somebody has set it up.
     *
     * @param environment variables for Nix beside what it needs of this process', such as {@code NIX_REMOTE} and {@code NIX_CONFIG}
     * @param store where the files of the store lie when that is not where their paths say
     * @param patience how long one program may take
     */
    public static NixSettings of(Map<String, String> environment, Optional<Path> store, Duration patience) {
        return new NixSettings(environment, store, DEPTH, patience);
    }

    /**
     * A store of one's own, for which nobody needs to be root. Its files are read-only, its folders too.
     *
     * @param folder where it is made, unless it is there; absolute and without symbolic links
     */
    public static NixSettings inFolder(Path folder) {
        return new NixSettings(
                Map.of(
                        "NIX_STORE_DIR", folder.resolve("store").toString(),
                        "NIX_STATE_DIR", folder.resolve("var").toString(),
                        "NIX_LOG_DIR", folder.resolve("log").toString()),
                Optional.empty(),
                DEPTH,
                PATIENCE);
    }

    /**
     * All that Nix gets beside what it inherits. Refusals of nixpkgs are turned off, so that what it
     * refuses has a derivation and edges; that it is refused is read from its {@code meta}.
     */
    public Map<String, String> variables(Map<String, String> inherited) {
        Map<String, String> variables = new TreeMap<>();
        for (String refusal : new String[] {"UNFREE", "BROKEN", "INSECURE", "UNSUPPORTED_SYSTEM"}) {
            variables.put("NIXPKGS_ALLOW_" + refusal, "1");
        }
        variables.putAll(environment);
        String own = environment.getOrDefault("NIX_CONFIG", inherited.getOrDefault("NIX_CONFIG", ""));
        variables.put("NIX_CONFIG", CONFIG + own);
        return variables;
    }
}
