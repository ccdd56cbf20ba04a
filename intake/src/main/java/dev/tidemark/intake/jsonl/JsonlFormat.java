package dev.tidemark.intake.jsonl;

import dev.tidemark.intake.GraphFormat;
import dev.tidemark.intake.GraphRequest;
import dev.tidemark.intake.GraphSource;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;

/** One package a line. A set is called as its first file, without what says how it is written. */
public final class JsonlFormat implements GraphFormat {

    private static final Pattern ENDINGS = Pattern.compile("(\\.(jsonl|ndjson|json|gz|zst|txt))+$");

    @Override
    public String name() {
        return "jsonl";
    }

    /** Anything may be lines; whether it is, reading tells. */
    @Override
    public boolean recognises(GraphRequest request) {
        return true;
    }

    @Override
    public GraphSource open(GraphRequest request) throws IOException {
        String file = String.valueOf(request.paths().getFirst().getFileName());
        String set = request.set().orElseGet(() -> ENDINGS.matcher(file).replaceFirst(""));
        Optional<Mapping> mapping = request.mapping().isPresent()
                ? Optional.of(Mapping.named(request.mapping().get()))
                : Optional.empty();
        return new GraphSource(name(), set, new JsonlReader(request.paths(), set, request.system(), mapping));
    }
}
