package dev.tidemark.workspace.nix;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.workspace.SetPicture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks a Nix set for what an agent needs of it. Thread-safe; an interrupt ends what is asked. */
public final class SetEvaluator {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final NixSettings settings;

    public SetEvaluator(NixSettings settings) {
        this.settings = settings;
    }

    /** What an attribute of a set is evaluated to. */
    public sealed interface Evaluated {

        /** @param derivation path of the {@code .drv}, which is in the store */
        record Derivation(String derivation) implements Evaluated {}

        /**
         * It cannot be evaluated.
         *
         * @param reason the line in which Nix says why
         * @param said all that it says, line by line
         */
        record Failed(String reason, List<String> said) implements Evaluated {
            public Failed {
                said = List.copyOf(said);
            }
        }
    }

    /**
     * All packages of a set.
     *
     * @param name of the set
     * @throws SetNotEvaluatedException when the set as a whole cannot be evaluated
     * @throws EvaluationStoppedException when something else is in the way
     * @throws IOException when that cannot be told; the message says why
     */
    public SetPicture picture(String name, NixSource.Expression set) throws IOException, InterruptedException {
        PictureSink sink = new PictureSink();
        new NixReader(name, set, settings).read(sink);
        return sink.picture();
    }

    /**
     * The derivation of a package.
     *
     * @param root a link that keeps it from the garbage collector; made
     * @throws EvaluationStoppedException when that has nothing to do with the package
     */
    public Evaluated derivation(NixSource.Expression set, String attribute, Path root)
            throws IOException, InterruptedException {
        return instantiate(set, attribute, false, Optional.of(root));
    }

    /** The derivation of a package's source, {@code src}. */
    public Evaluated source(NixSource.Expression set, String attribute) throws IOException, InterruptedException {
        return instantiate(set, attribute, true, Optional.empty());
    }

    /**
     * Where a package's {@code meta} is written, by its attributes, those first that most packages have.
     *
     * @throws IOException when it cannot be evaluated; the message says why
     */
    public List<MetaPosition> metaPositions(NixSource.Expression set, String attribute)
            throws IOException, InterruptedException {
        Path scratch = SetProgram.unpacked(settings.programs());
        try {
            NixProgram nix = new NixProgram(settings, scratch);
            List<String> words = words(nix, scratch.resolve("positions.nix"), set, attribute);
            words.addAll(List.of("--eval", "--strict", "--json"));
            NixProgram.End end = nix.run(words, output -> {});
            if (end.status() != 0) {
                throw new IOException(ErrorText.firstLine(end.error()));
            }
            List<MetaPosition> positions = new ArrayList<>();
            for (JsonNode each : JSON.readTree(Files.readAllBytes(end.output()))) {
                positions.add(new MetaPosition(
                        Path.of(each.path("file").asText()),
                        each.path("line").asInt(),
                        each.path("column").asInt()));
            }
            return positions;
        } finally {
            SetProgram.delete(scratch);
        }
    }

    /** Asks one of our expressions about an attribute. */
    private static List<String> words(NixProgram nix, Path expression, NixSource.Expression set, String attribute)
            throws IOException {
        Path instantiate = nix.find("nix-instantiate")
                .orElseThrow(() -> new IOException("nix-instantiate is not on the PATH: install Nix"));
        return new ArrayList<>(List.of(
                instantiate.toString(),
                expression.toString(),
                "--argstr",
                "file",
                set.file().toAbsolutePath().toString(),
                "--argstr",
                "path",
                path(attribute),
                "--arg",
                "arguments",
                NixArgument.set(set.arguments())));
    }

    private Evaluated instantiate(NixSource.Expression set, String attribute, boolean source, Optional<Path> root)
            throws IOException, InterruptedException {
        Path scratch = SetProgram.unpacked(settings.programs());
        try {
            NixProgram nix = new NixProgram(settings, scratch);
            List<String> words = words(nix, scratch.resolve("attribute.nix"), set, attribute);
            words.addAll(List.of("--arg", "source", Boolean.toString(source)));
            root.ifPresent(link -> words.addAll(List.of("--add-root", link.toString(), "--indirect")));
            NixProgram.End end = nix.run(words, output -> {});
            return end.status() == 0 ? new Evaluated.Derivation(derivation(end, root)) : failed(end);
        } finally {
            SetProgram.delete(scratch);
        }
    }

    private static Evaluated.Failed failed(NixProgram.End end) {
        return new Evaluated.Failed(
                ErrorText.firstLine(end.error()), end.error().lines().toList());
    }

    /** With a root it is the link's path that is printed. */
    private static String derivation(NixProgram.End end, Optional<Path> root) throws IOException {
        String printed = Files.readString(end.output(), StandardCharsets.UTF_8).strip();
        String path = root.isPresent() ? Files.readSymbolicLink(root.get()).toString() : printed;
        // Of one output that is not the first, Nix names it behind the path.
        int output = path.indexOf('!');
        return output < 0 ? path : path.substring(0, output);
    }

    private static String path(String attribute) throws JsonProcessingException {
        return JSON.writeValueAsString(attribute.split("\\.", -1));
    }
}
