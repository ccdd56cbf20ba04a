package dev.tidemark.workspace.nix;

import java.util.List;
import java.util.regex.Pattern;

/**
 * An argument of a package set that is a function.
 *
 * @param name the argument's
 * @param code its value as a Nix expression
 */
public record NixArgument(String name, String code) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_'-]*");

    /** @throws IllegalArgumentException when no argument can have the name */
    public NixArgument {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "\"%s\" is no name of an argument: use letters, digits and _ ' -".formatted(name));
        }
    }

    /** One whose value is the text itself. */
    public static NixArgument text(String name, String text) {
        return new NixArgument(name, quoted(text));
    }

    /** A text as Nix writes it. */
    static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("${", "\\${") + "\"";
    }

    /** An attribute set of them all. */
    static String set(List<NixArgument> arguments) {
        StringBuilder code = new StringBuilder("{ ");
        arguments.forEach(argument -> code.append(argument.name())
                .append(" = (")
                .append(argument.code())
                .append("\n); "));
        return code.append('}').toString();
    }
}
