package dev.tidemark.intake.debian;

import dev.tidemark.schemas.event.DependencyKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The sources that a dependency field leads to. What leads nowhere is counted. Belongs to one thread. */
final class Needs {

    private static final Set<String> NO_PROFILES = Set.of();
    private static final Set<String> NOCHECK = Set.of("nocheck");

    /**
     * @param source that builds what is needed
     * @param kind CHECK for what is not needed under the build profile nocheck, else BUILD
     */
    record Need(String source, DependencyKind kind) {}

    private final Binaries binaries;
    private final DebianArchitecture architecture;
    private final Omitted unresolved = new Omitted();

    Needs(Binaries binaries, DebianArchitecture architecture) {
        this.binaries = binaries;
        this.architecture = architecture;
    }

    /** The clauses, by their first alternative's name, that nothing in the indices meets. */
    Omitted unresolved() {
        return unresolved;
    }

    /**
     * In the field's order, repetitions and the dependent itself among them. Of each clause it is the first alternative that
     * holds for the architecture and without build profiles, and that something builds; a clause none of whose
     * alternatives holds asks for nothing.
     *
     * @param dependent the source whose field it is
     */
    List<Need> of(String field, String dependent) {
        List<Need> needs = new ArrayList<>();
        for (List<Relation> clause : Relation.parse(field)) {
            List<Relation> holding = clause.stream().filter(this::holds).toList();
            if (!holding.isEmpty()) {
                first(holding, dependent)
                        .ifPresentOrElse(
                                needs::add, () -> unresolved.add(holding.get(0).name()));
            }
        }
        return needs;
    }

    private boolean holds(Relation relation) {
        return architecture.isAmong(relation.architectures()) && relation.holds(NO_PROFILES);
    }

    private Optional<Need> first(List<Relation> alternatives, String dependent) {
        return alternatives.stream()
                .flatMap(relation -> binaries.builderOf(relation.name(), dependent).stream()
                        .map(source -> new Need(source, kind(relation))))
                .findFirst();
    }

    private static DependencyKind kind(Relation relation) {
        return relation.holds(NOCHECK) ? DependencyKind.BUILD : DependencyKind.CHECK;
    }
}
