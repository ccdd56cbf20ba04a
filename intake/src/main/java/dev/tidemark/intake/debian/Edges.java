package dev.tidemark.intake.debian;

import dev.tidemark.schemas.event.Dependency;
import dev.tidemark.schemas.event.DependencyKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The edges of sources: those at run time are collected first, from all binary packages of a source. */
final class Edges {

    private final Needs needs;
    private final Map<String, SortedSet<String>> runtime = new HashMap<>();
    private final Omitted selfDependent = new Omitted();

    Edges(Needs needs) {
        this.needs = needs;
    }

    /** Sources that build with what they build themselves. */
    Omitted selfDependent() {
        return selfDependent;
    }

    /** Adds what a binary package of the source depends on; what its own source builds is no edge. */
    void addRuntime(String source, String field) {
        for (Needs.Need need : needs.of(field, source)) {
            if (!need.source().equals(source)) {
                runtime.computeIfAbsent(source, name -> new TreeSet<>()).add(need.source());
            }
        }
    }

    /**
     * All edges of a source, ordered by attribute, then kind. What is needed to build at all is not CHECK beside it.
     *
     * @param field all its build dependencies
     */
    List<Dependency> of(String source, String field) {
        Map<String, DependencyKind> build = new TreeMap<>();
        for (Needs.Need need : needs.of(field, source)) {
            build.merge(need.source(), need.kind(), (one, other) -> one == other ? one : DependencyKind.BUILD);
        }
        if (build.remove(source) != null) {
            selfDependent.add(source);
        }
        return merged(build, runtime.getOrDefault(source, new TreeSet<>()));
    }

    private static List<Dependency> merged(Map<String, DependencyKind> build, SortedSet<String> runtime) {
        SortedSet<String> targets = new TreeSet<>(build.keySet());
        targets.addAll(runtime);
        List<Dependency> edges = new ArrayList<>();
        for (String target : targets) {
            DependencyKind kind = build.get(target);
            if (kind == DependencyKind.BUILD) {
                edges.add(new Dependency(target, kind));
            }
            if (runtime.contains(target)) {
                edges.add(new Dependency(target, DependencyKind.RUNTIME));
            }
            if (kind == DependencyKind.CHECK) {
                edges.add(new Dependency(target, kind));
            }
        }
        return edges;
    }
}
