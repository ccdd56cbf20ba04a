package dev.tidemark.set;

import java.util.List;
import java.util.Optional;

/** How the bumps of a wave are applied to a set, once, before anything of the wave is built. */
public sealed interface BumpsBy {

    /**
     * The expression takes them as an argument: an attribute set of versions by attribute path.
     *
     * @param versions name of the argument, such as {@code bumps}
     * @param changes name of the argument for what bumps change besides the version, likewise; empty: they may not
     */
    record Argument(String versions, Optional<String> changes) implements BumpsBy {}

    /** Each recipe gets the version, and what changes besides it, as variables of its environment. */
    record Environment() implements BumpsBy {}

    /**
     * A generated Nix overlay gives the bumped packages their version and their source.
     *
     * @param argument name of the expression's argument for a list of overlays, such as {@code overlays}
     */
    record Overlay(String argument) implements BumpsBy {}

    /** The git ref that a bump names as its change is merged into the set's sources. */
    record Merge() implements BumpsBy {}

    /**
     * The set's own update script is run once a bump, in a private copy of the set's sources.
     *
     * @param command program and arguments, run in that copy; at least one word
     */
    record Script(List<String> command) implements BumpsBy {
        public Script {
            command = List.copyOf(command);
        }
    }
}
