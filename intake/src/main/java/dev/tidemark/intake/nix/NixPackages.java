package dev.tidemark.intake.nix;

import dev.tidemark.intake.Origin;
import dev.tidemark.intake.PackageReader;
import dev.tidemark.intake.PackageSink;
import dev.tidemark.schemas.event.Package;
import dev.tidemark.workspace.nix.NixReader;
import dev.tidemark.workspace.nix.SetSink;
import java.io.IOException;
import java.util.SortedMap;

/** The packages of a Nix set, for an import. */
public final class NixPackages implements PackageReader {

    private final NixReader reader;

    public NixPackages(NixReader reader) {
        this.reader = reader;
    }

    /** It is evaluated without the bumps. */
    @Override
    public boolean readsAnEstimate() {
        return true;
    }

    @Override
    public void read(PackageSink sink) throws IOException, InterruptedException {
        reader.read(new Passing(sink));
    }

    /** Hands on what belongs into a graph; a derivation does not. */
    private record Passing(PackageSink sink) implements SetSink {

        @Override
        public void take(Package node, SortedMap<String, String> derivations, Place place) {
            sink.take(node, origin(place));
        }

        @Override
        public void problem(Place place, String reason) {
            sink.problem(origin(place), reason);
        }

        @Override
        public void cutOff(Place place, String reason) {
            sink.cutOff(origin(place), reason);
        }

        @Override
        public void note(String what) {
            sink.note(what);
        }

        @Override
        public void progress(String what, long done, long of) {
            sink.progress(what, done, of);
        }

        private static Origin origin(Place place) {
            return new Origin(place.source(), place.line());
        }
    }
}
