package dev.tidemark.intake;

import dev.tidemark.schemas.event.Package;
import java.util.ArrayList;
import java.util.List;

/** Keeps all that a reader says. */
public final class Collected implements PackageSink {

    public final List<Package> packages = new ArrayList<>();
    public final List<Origin> origins = new ArrayList<>();
    public final List<String> problems = new ArrayList<>();
    public final List<String> notes = new ArrayList<>();
    public final List<String> progress = new ArrayList<>();

    @Override
    public void take(Package node, Origin origin) {
        packages.add(node);
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
        progress.add("%s %d/%d".formatted(what, done, of));
    }
}
