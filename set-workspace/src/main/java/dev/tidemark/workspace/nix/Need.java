package dev.tidemark.workspace.nix;

import dev.tidemark.schemas.event.DependencyKind;
import java.util.List;

/** Why a derivation has an input, from the weakest to the strongest. */
enum Need {
    /** Its tests need it. */
    CHECK,
    /** Its build needs it. */
    BUILD,
    /** Its build needs it, and then so does what it becomes. */
    RUNTIME;

    /** The need for what an input needs in turn, when the input itself is no package. */
    Need through(Need inner) {
        return switch (this) {
            case CHECK -> CHECK;
            case BUILD -> BUILD;
            // What is needed to test the input must be there when the input is built.
            case RUNTIME -> inner == RUNTIME ? RUNTIME : BUILD;
        };
    }

    Need stronger(Need other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /** The kinds of edge that it is, in their order. */
    List<DependencyKind> kinds() {
        return switch (this) {
            case CHECK -> List.of(DependencyKind.CHECK);
            case BUILD -> List.of(DependencyKind.BUILD);
            case RUNTIME -> List.of(DependencyKind.BUILD, DependencyKind.RUNTIME);
        };
    }
}
