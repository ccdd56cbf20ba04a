package dev.tidemark.workspace.nix;

import java.util.List;
import java.util.SortedMap;

/**
 * What a {@code .drv} file says.
 *
 * @param outputs ordered by name
 * @param inputs the derivations that it needs, by path, each with the names of the outputs that it needs of it
 * @param sources store paths that are no derivation's output, such as a patch
 * @param recipe what is run
 * @param environment what the builder sees, by name
 */
record Derivation(
        List<Output> outputs,
        SortedMap<String, List<String>> inputs,
        List<String> sources,
        Recipe recipe,
        SortedMap<String, String> environment) {

    /**
     * @param path in the store; empty when it is known only after a build
     * @param algorithm empty when the output is identified by what it was built from
     * @param hash what is in it, hexadecimal; empty unless that is fixed beforehand
     */
    record Output(String name, String path, String algorithm, String hash) {}

    /** @param system what it runs on; {@code builtin} for what Nix does itself */
    record Recipe(String system, String builder, List<String> arguments) {}

    /** True for a source: its output is the same whatever it was fetched with. */
    boolean isFixedOutput() {
        return outputs.stream().anyMatch(output -> !output.hash().isEmpty());
    }

    /** True when its outputs are identified by what is in them, which is known only after a build. */
    boolean isContentAddressed() {
        return outputs.stream()
                .anyMatch(
                        output -> !output.algorithm().isEmpty() && output.hash().isEmpty());
    }

    String variable(String name) {
        return environment.getOrDefault(name, "");
    }
}
