package dev.tidemark.workspace.nix;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Why a derivation has each of its inputs, from the variables of its environment that mention an output of it:
 *
 * <ul>
 *   <li>{@link Need#RUNTIME}: one of the variables for what runs on the host, such as {@code buildInputs};
 *   <li>{@link Need#CHECK}: one of the variables for tests, and nothing else;
 *   <li>{@link Need#BUILD}: everything else, also what no variable mentions.
 * </ul>
 *
 * The names are those of nixpkgs' {@code stdenv.mkDerivation}. With {@code __structuredAttrs} the variables are the
 * fields of {@code __json}.
 */
final class InputNeeds {

    private static final List<String> HOST = List.of(
            "buildInputs",
            "propagatedBuildInputs",
            "propagatedUserEnvPkgs",
            "depsHostHost",
            "depsHostHostPropagated",
            "depsTargetTarget",
            "depsTargetTargetPropagated",
            "runtimeDependencies",
            "LD_LIBRARY_PATH",
            "NIX_LDFLAGS");
    private static final List<String> TESTS = List.of(
            "checkInputs",
            "nativeCheckInputs",
            "installCheckInputs",
            "nativeInstallCheckInputs",
            "propagatedCheckInputs");

    private InputNeeds() {}

    /**
     * @param outputs of each input, by its path: what stands for them in this derivation's text
     * @return one for each input
     */
    static SortedMap<String, Need> of(Derivation derivation, Map<String, Iterable<String>> outputs) {
        Map<String, String> variables = Variables.of(derivation);
        String host = join(variables, HOST);
        String tests = join(variables, TESTS);
        SortedMap<String, Need> needs = new TreeMap<>();
        for (String input : derivation.inputs().keySet()) {
            Iterable<String> marks = outputs.getOrDefault(input, List.of());
            needs.put(input, need(marks, host, tests, derivation, variables));
        }
        return needs;
    }

    private static Need need(
            Iterable<String> marks, String host, String tests, Derivation derivation, Map<String, String> variables) {
        if (mentions(host, marks)) {
            return Need.RUNTIME;
        }
        return mentions(tests, marks) && !isMentionedElsewhere(marks, derivation, variables) ? Need.CHECK : Need.BUILD;
    }

    private static boolean isMentionedElsewhere(
            Iterable<String> marks, Derivation derivation, Map<String, String> variables) {
        return mentions(derivation.recipe().builder(), marks)
                || derivation.recipe().arguments().stream().anyMatch(argument -> mentions(argument, marks))
                || variables.entrySet().stream()
                        .anyMatch(
                                variable -> !TESTS.contains(variable.getKey()) && mentions(variable.getValue(), marks));
    }

    private static String join(Map<String, String> variables, List<String> names) {
        StringBuilder text = new StringBuilder();
        for (String name : names) {
            String value = variables.get(name);
            if (value != null && !value.isEmpty()) {
                text.append(value).append('\n');
            }
        }
        return text.toString();
    }

    private static boolean mentions(String text, Iterable<String> marks) {
        if (text.isEmpty()) {
            return false;
        }
        for (String mark : marks) {
            if (text.contains(mark)) {
                return true;
            }
        }
        return false;
    }
}
