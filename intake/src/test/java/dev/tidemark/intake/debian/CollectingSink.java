package dev.tidemark.intake.debian;

import dev.tidemark.intake.Origin;
import dev.tidemark.intake.PackageSink;
import dev.tidemark.schemas.event.DependencyKind;
import dev.tidemark.schemas.event.Package;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Keeps everything that it is told. */
final class CollectingSink implements PackageSink {

    final NavigableMap<String, Package> packages = new TreeMap<>();
    final List<Origin> origins = new ArrayList<>();
    final List<String> problems = new ArrayList<>();
    final List<String> notes = new ArrayList<>();
    final List<Long> progress = new ArrayList<>();
    long bytes;

    @Override
    public void take(Package node, Origin origin) {
        if (packages.put(node.getAttribute(), node) != null) {
            throw new AssertionError(node.getAttribute() + " was handed on twice");
        }
        origins.add(origin);
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
        progress.add(done);
        bytes = of;
    }

    Package get(String attribute) {
        Package node = packages.get(attribute);
        if (node == null) {
            throw new AssertionError("no package " + attribute + " among " + packages.keySet());
        }
        return node;
    }

    /** Of one package, such as {@code "BUILD openssl"}, in its order. */
    List<String> edges(String attribute) {
        return get(attribute).getDependencies().stream()
                .map(edge -> edge.getKind() + " " + edge.getAttribute())
                .toList();
    }

    /** How many edges there are of a kind. */
    long count(DependencyKind kind) {
        return packages.values().stream()
                .flatMap(node -> node.getDependencies().stream())
                .filter(edge -> edge.getKind() == kind)
                .count();
    }
}
