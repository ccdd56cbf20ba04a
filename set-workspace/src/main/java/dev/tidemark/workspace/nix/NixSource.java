package dev.tidemark.workspace.nix;

import dev.tidemark.set.NixExpression;
import java.nio.file.Path;
import java.util.ArrayList;
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

        /**
         * What a set's description says evaluates to it.
         *
         * @param folder of the set's files
         * @param system for a set that asks for one
         */
        public static Expression of(NixExpression nix, Path folder, String system) {
            List<NixArgument> arguments = new ArrayList<>();
            if (!nix.arguments().containsKey("system")) {
                arguments.add(NixArgument.text("system", system));
            }
            nix.arguments().forEach((name, code) -> arguments.add(new NixArgument(name, code)));
            return new Expression(folder.resolve(nix.file()).normalize(), arguments);
        }

        /** The same with further arguments, which take the place of those of the same name. */
        public Expression with(List<NixArgument> more) {
            List<NixArgument> all = new ArrayList<>(arguments);
            all.removeIf(each -> more.stream().anyMatch(other -> other.name().equals(each.name())));
            all.addAll(more);
            return new Expression(file, all);
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
