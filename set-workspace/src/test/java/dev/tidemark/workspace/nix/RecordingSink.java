package dev.tidemark.workspace.nix;

import dev.tidemark.graph.EdgePolicy;
import dev.tidemark.graph.GraphBuilder;
import dev.tidemark.graph.InvalidGraphException;
import dev.tidemark.graph.codec.PackageCodec;
import dev.tidemark.graph.impact.BuildTimes;
import dev.tidemark.graph.impact.Capacity;
import dev.tidemark.graph.impact.Impact;
import dev.tidemark.graph.impact.PlanImpact;
import dev.tidemark.graph.impact.Question;
import dev.tidemark.schemas.event.Package;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Keeps what a reader hands on, and answers for edges and for what a bump reaches. */
final class RecordingSink implements SetSink {

    final List<Package> packages = new ArrayList<>();
    final List<Place> places = new ArrayList<>();
    final List<String> problems = new ArrayList<>();
    final List<String> ends = new ArrayList<>();
    final List<String> notes = new ArrayList<>();
    final List<Progress> progress = new ArrayList<>();
    private final NavigableMap<String, Package> named = new TreeMap<>();
    private final Map<String, SortedMap<String, String>> derivations = new TreeMap<>();

    /** What the sink was told of the reading, in the reader's own unit. */
    record Progress(String what, long done, long of) {

        @Override
        public String toString() {
            return "%s %d/%d".formatted(what, done, of);
        }
    }

    @Override
    public void take(Package node, SortedMap<String, String> bySystem, Place place) {
        packages.add(node);
        places.add(place);
        named.put(node.getAttribute(), node);
        derivations.put(node.getAttribute(), bySystem);
    }

    @Override
    public void problem(Place place, String reason) {
        problems.add(place + ": " + reason);
    }

    @Override
    public void cutOff(Place place, String reason) {
        ends.add(place + ": " + reason);
    }

    @Override
    public void note(String what) {
        notes.add(what);
    }

    @Override
    public void progress(String what, long done, long of) {
        progress.add(new Progress(what, done, of));
    }

    /** The packages by attribute. Fails when one was handed on twice. */
    NavigableMap<String, Package> byAttribute() {
        if (named.size() != packages.size()) {
            throw new AssertionError(
                    "%d packages were handed on under %d names".formatted(packages.size(), named.size()));
        }
        return Collections.unmodifiableNavigableMap(named);
    }

    /** The package of an attribute. Fails when there is none, or any was handed on twice. */
    Package get(String attribute) {
        Package node = byAttribute().get(attribute);
        if (node == null) {
            throw new AssertionError(attribute + " is not among " + named.keySet());
        }
        return node;
    }

    /** Path of the package's derivation by system. */
    SortedMap<String, String> derivations(String attribute) {
        return derivations.getOrDefault(attribute, Collections.emptySortedMap());
    }

    /** Where a package stands. */
    Place origin(String attribute) {
        return places.get(packages.indexOf(get(attribute)));
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
            for (Package node : packages) {
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
