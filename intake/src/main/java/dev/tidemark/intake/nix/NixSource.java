package dev.tidemark.intake.nix;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where a Nix package set is read from. */
public sealed interface NixSource {

    /**
     * A set as its own source: it is evaluated here.
     *
     * @param file a {@code .nix} file, or a folder with a {@code default.nix}; an attribute set, or a function that
     *     takes one and returns one
     * @param arguments what the function gets; those that it does not know are left out
     */
    record Expression(Path file, List<NixArgument> arguments) implements NixSource {

        public Expression {
            arguments = List.copyOf(arguments);
        }
    }

    /**
     * What {@code nix-eval-jobs --meta --show-input-drvs} has printed: a JSON object a line, or an array of them.
     *
     * @param file with the lines
     * @param derivations what {@code nix derivation show --recursive} has printed, for derivations that are not in the
     *     store of this machine
     */
    record Lines(Path file, Optional<Path> derivations) implements NixSource {}
}
