package dev.tidemark.workspace.nix;

import dev.tidemark.schemas.event.Refusal;
import dev.tidemark.schemas.event.RefusalKind;
import dev.tidemark.workspace.nix.EvaluatedAttribute.Meta;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Why a set does not want a package built. */
final class Refusals {

    private Refusals() {}

    static boolean isRefused(EvaluatedAttribute one) {
        return !reasons(one).isEmpty();
    }

    /**
     * Those of all variants, each kind once. A reason is a part of a sentence, and empty where the kind says it all.
     *
     * @return ordered by kind
     */
    static List<Refusal> of(List<EvaluatedAttribute> variants) {
        SortedMap<RefusalKind, SortedSet<String>> all = new TreeMap<>();
        for (EvaluatedAttribute variant : variants) {
            reasons(variant)
                    .forEach((kind, reason) ->
                            all.computeIfAbsent(kind, none -> new TreeSet<>()).add(reason));
        }
        List<Refusal> refusals = new ArrayList<>();
        all.forEach((kind, reasons) -> {
            reasons.remove("");
            refusals.add(new Refusal(kind, String.join("; ", reasons)));
        });
        return refusals;
    }

    private static SortedMap<RefusalKind, String> reasons(EvaluatedAttribute one) {
        Meta meta = one.meta();
        SortedMap<RefusalKind, String> reasons = new TreeMap<>();
        if (meta.broken()) {
            reasons.put(RefusalKind.BROKEN, "");
        }
        if (meta.insecure()) {
            reasons.put(RefusalKind.INSECURE, String.join("; ", meta.vulnerabilities()));
        }
        if (meta.unsupported()) {
            String system = one.names().system();
            reasons.put(RefusalKind.UNSUPPORTED, system.isEmpty() ? "" : system + " is not among its platforms");
        }
        if (!one.error().isEmpty()) {
            reasons.put(ErrorText.refusal(one.error()), one.error());
        }
        return reasons;
    }
}
