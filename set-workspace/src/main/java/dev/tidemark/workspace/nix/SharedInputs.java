package dev.tidemark.workspace.nix;

import dev.tidemark.workspace.nix.EvaluatedAttribute.DerivationOutline;
import dev.tidemark.workspace.nix.EvaluatedAttribute.Input;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Keeps one of inputs that are equal: most packages need the same ones, and a large set has millions. Not thread-safe. */
final class SharedInputs {

    private final Map<Input, Input> known = new HashMap<>();

    /** The same, of what is kept. */
    EvaluatedAttribute of(EvaluatedAttribute one) {
        return one.derivation().map(outline -> one.with(of(outline))).orElse(one);
    }

    private DerivationOutline of(DerivationOutline outline) {
        List<Input> shared = outline.inputs().stream()
                .map(input -> known.computeIfAbsent(input, same -> same))
                .toList();
        return new DerivationOutline(outline.path(), outline.outputs(), shared);
    }
}
