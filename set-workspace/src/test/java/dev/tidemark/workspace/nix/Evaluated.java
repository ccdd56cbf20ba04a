package dev.tidemark.workspace.nix;

import dev.tidemark.workspace.nix.EvaluatedAttribute.DerivationOutline;
import dev.tidemark.workspace.nix.EvaluatedAttribute.Meta;
import dev.tidemark.workspace.nix.EvaluatedAttribute.Names;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Attributes as an evaluation would have them, with nothing but what a test needs. */
final class Evaluated {

    private Evaluated() {}

    static EvaluatedAttribute attribute(String name, String path, String system) {
        return new EvaluatedAttribute(
                Arrays.asList(name.split("[.]", -1)),
                0,
                Optional.of(new DerivationOutline(path, new TreeMap<>(), List.of())),
                new Names("", "", "", system),
                new Meta(List.of(), List.of(), false, false, false, List.of(), false, ""),
                List.of(),
                "",
                List.of(),
                new TreeMap<>());
    }
}
