package dev.tidemark.intake.nix;

import dev.tidemark.graph.EdgePolicy;
import dev.tidemark.graph.GraphBuilder;
import dev.tidemark.graph.InvalidGraphException;
import dev.tidemark.graph.codec.PackageCodec;
import dev.tidemark.graph.impact.BuildTimes;
import dev.tidemark.graph.impact.Capacity;
import dev.tidemark.graph.impact.Impact;
import dev.tidemark.graph.impact.PlanImpact;
import dev.tidemark.graph.impact.Question;
import dev.tidemark.intake.Origin;
import dev.tidemark.intake.PackageSink;
import dev.tidemark.schemas.event.Package;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

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

    /** The packages whose jobs a plan of a bump names. */
    SortedSet<String> reachedBy(String attribute) {
        GraphBuilder builder = new GraphBuilder("set", 1);
        try {
            for (Package node : packages.values()) {
                builder.add(PackageCodec.node(node));
            }
            Capacity anybody = new Capacity(1, 1, Collections.emptySortedSet());
            Question question =
                    new Question(builder.build(), List.of(attribute), EdgePolicy.ALL, BuildTimes.none(), anybody);
            return PlanImpact.jobs(question).stream()
                    .map(Impact.Job::attribute)
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (InvalidGraphException e) {
            throw new AssertionError(e);
        }
    }
}
