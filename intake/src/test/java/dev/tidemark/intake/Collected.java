package dev.tidemark.intake;

import dev.tidemark.schemas.event.Package;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Keeps all that a reader says, in its order. */
public class Collected implements PackageSink {

    public final List<Package> packages = new ArrayList<>();
    public final List<Origin> origins = new ArrayList<>();
    public final List<String> problems = new ArrayList<>();
    public final List<String> ends = new ArrayList<>();
    public final List<String> notes = new ArrayList<>();
    public final List<Progress> progress = new ArrayList<>();
    private final NavigableMap<String, Package> named = new TreeMap<>();

    /** What the sink was told of the reading, in the reader's own unit. */
    public record Progress(String what, long done, long of) {

        @Override
        public String toString() {
            return "%s %d/%d".formatted(what, done, of);
        }
    }

    @Override
    public final void take(Package node, Origin origin) {
        packages.add(node);
        origins.add(origin);
        named.put(node.getAttribute(), node);
    }

    @Override
    public final void problem(Origin origin, String reason) {
        problems.add(origin + ": " + reason);
    }

    @Override
    public final void cutOff(Origin origin, String reason) {
        ends.add(origin + ": " + reason);
    }

    @Override
    public final void note(String what) {
        notes.add(what);
    }

    @Override
    public final void progress(String what, long done, long of) {
        progress.add(new Progress(what, done, of));
    }

    /** The packages by attribute. Fails when one was handed on twice. */
    public final NavigableMap<String, Package> byAttribute() {
        if (named.size() != packages.size()) {
            throw new AssertionError(
                    "%d packages were handed on under %d names".formatted(packages.size(), named.size()));
        }
        return Collections.unmodifiableNavigableMap(named);
    }

    /** The package of an attribute. Fails when there is none, or any was handed on twice. */
    public final Package get(String attribute) {
        Package node = byAttribute().get(attribute);
        if (node == null) {
            throw new AssertionError(attribute + " is not among " + named.keySet());
        }
        return node;
    }
}
