package dev.tidemark.intake.nix;

import dev.tidemark.intake.Origin;
import dev.tidemark.intake.PackageSink;
import dev.tidemark.schemas.event.Dependency;
import dev.tidemark.schemas.event.Package;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Keeps what a reader hands on. */
final class RecordingSink implements PackageSink {

    final SortedMap<String, Package> packages = new TreeMap<>();
    final SortedMap<String, Origin> origins = new TreeMap<>();
    final List<String> problems = new ArrayList<>();
    final List<String> notes = new ArrayList<>();
    final List<String> progress = new ArrayList<>();

    @Override
    public void take(Package node, Origin origin) {
        if (packages.put(node.getAttribute(), node) != null) {
            throw new AssertionError(node.getAttribute() + " comes twice");
        }
        origins.put(node.getAttribute(), origin);
    }

    @Override
    public void problem(Origin origin, String reason) {
        problems.add(origin + ": " + reason);
    }

    @Override
    public void note(String what) {
        notes.add(what);
    }

    @Override
    public void progress(String what, long done, long of) {
        progress.add("%s %d/%d".formatted(what, done, of));
    }

    Package get(String attribute) {
        Package node = packages.get(attribute);
        if (node == null) {
            throw new AssertionError(attribute + " is not among " + packages.keySet());
        }
        return node;
    }

    /** Edges as {@code attribute KIND}. */
    List<String> needs(String attribute) {
        return get(attribute).getDependencies().stream()
                .map(edge -> edge.getAttribute() + " " + edge.getKind())
                .toList();
    }

    /** The package and all that need it, also through others. */
    SortedSet<String> reachedBy(String attribute) {
        SortedSet<String> reached = new TreeSet<>(List.of(attribute));
        boolean grown = true;
        while (grown) {
            grown = false;
            for (Package node : packages.values()) {
                grown |= node.getDependencies().stream()
                                .map(Dependency::getAttribute)
                                .anyMatch(needed -> reached.contains(needed))
                        && reached.add(node.getAttribute());
            }
        }
        return reached;
    }
}
