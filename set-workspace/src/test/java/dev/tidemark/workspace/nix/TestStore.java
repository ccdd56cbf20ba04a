package dev.tidemark.workspace.nix;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.schemas.identity.Sha256;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A Nix store in a folder of its own, and what Nix itself says of a set in it: asked with other expressions and read in
 * other forms than the reader's, so that one can be held against the other.
 */
final class TestStore {

    private static final ObjectMapper JSON = new ObjectMapper();
    /** What stands for an output whose path is not known yet: it changes with all that is below it. */
    private static final String PLACEHOLDER = "/[0-9a-z]{52}";

    private static final Path JOBS = Path.of("src/main/resources/dev/tidemark/workspace/nix/jobs.nix");

    private final Path folder;

    private TestStore(Path folder) {
        this.folder = folder;
    }

    /** Why there can be none here, and what to do. */
    static Optional<String> missing() {
        boolean found = Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .anyMatch(path -> Files.isExecutable(Path.of(path, "nix-instantiate")));
        return found
                ? Optional.empty()
                : Optional.of("nix-instantiate is not on the PATH: install Nix (on Debian the package nix-bin)");
    }

    static TestStore create() throws IOException {
        return new TestStore(Files.createTempDirectory("tidemark-nix-it-").toRealPath());
    }

    NixSettings settings() {
        return NixSettings.inFolder(folder);
    }

    Path folder() {
        return folder;
    }

    /** The path of the first output of each attribute. */
    SortedMap<String, String> outputs(Path set, List<String> attributes, List<NixArgument> arguments)
            throws IOException, InterruptedException {
        return evaluate(set, attributes, arguments, "outPath");
    }

    /**
     * For each attribute a digest of its derivation and all below it, in which a fixed-output derivation counts by its
     * output alone: what makes Nix build again where output paths are not known beforehand.
     */
    SortedMap<String, String> recipes(Path set, List<String> attributes, List<NixArgument> arguments)
            throws IOException, InterruptedException {
        SortedMap<String, String> paths = evaluate(set, attributes, arguments, "drvPath");
        List<String> words = new ArrayList<>(List.of("nix", "show-derivation", "--recursive"));
        words.addAll(new TreeSet<>(paths.values()));
        JsonNode shown = JSON.readTree(run(words));
        Map<String, String> known = new TreeMap<>();
        paths.replaceAll((attribute, path) -> recipe(path, shown, known));
        return paths;
    }

    /** The derivation of each attribute. */
    SortedMap<String, String> derivations(Path set, List<String> attributes, List<NixArgument> arguments)
            throws IOException, InterruptedException {
        return evaluate(set, attributes, arguments, "drvPath");
    }

    /** The derivations of attributes of what nix-eval-jobs is given. */
    SortedMap<String, String> jobs(Path set, String... attributes) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("nix-instantiate", JOBS.toString(), "--arg", "depth", "6"));
        words.addAll(List.of("--argstr", "file", set.toString()));
        SortedMap<String, String> found = new TreeMap<>();
        for (String attribute : attributes) {
            List<String> one = new ArrayList<>(words);
            one.addAll(List.of("--attr", attribute));
            found.put(attribute, run(one).strip());
        }
        return found;
    }

    private static String recipe(String path, JsonNode shown, Map<String, String> known) {
        String former = known.get(path);
        if (former != null) {
            return former;
        }
        JsonNode derivation = shown.path(path);
        String recipe;
        if (derivation.path("outputs").path("out").has("hash")) {
            recipe = derivation.path("outputs").toString();
        } else {
            SortedSet<String> inputs = new TreeSet<>();
            derivation
                    .path("inputDrvs")
                    .fieldNames()
                    .forEachRemaining(input -> inputs.add(recipe(input, shown, known)));
            recipe = Sha256.builder()
                    .add(inputs.toString())
                    .add(derivation.path("args").toString())
                    .add(derivation.path("env").toString().replaceAll(PLACEHOLDER, "@"))
                    .build()
                    .hex();
        }
        known.put(path, recipe);
        return recipe;
    }

    private SortedMap<String, String> evaluate(
            Path set, List<String> attributes, List<NixArgument> arguments, String field)
            throws IOException, InterruptedException {
        StringBuilder names = new StringBuilder();
        attributes.forEach(attribute -> names.append(" \"").append(attribute).append('"'));
        String expression = """
                let
                  set = import %s %s;
                  names = path: builtins.filter builtins.isString (builtins.split "[.]" path);
                  get = path: builtins.foldl' (parent: name: parent.${name}) set (names path);
                in
                builtins.listToAttrs (map (path: { name = path; value = (get path).%s; }) [ %s ])
                """.formatted(set, NixArgument.set(arguments), field, names);
        JsonNode values = JSON.readTree(run(
                List.of("nix-instantiate", "--eval", "--strict", "--json", "--read-write-mode", "--expr", expression)));
        SortedMap<String, String> found = new TreeMap<>();
        values.properties()
                .forEach(value -> found.put(value.getKey(), value.getValue().textValue()));
        return found;
    }

    private String run(List<String> words) throws IOException, InterruptedException {
        Path error = folder.resolve("error");
        ProcessBuilder builder = new ProcessBuilder(words).redirectError(error.toFile());
        builder.environment().putAll(settings().variables(System.getenv()));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError(words + " failed: " + Files.readString(error));
        }
        return output;
    }

    /** Nix makes files and folders read-only. */
    void delete() throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) throws IOException {
                if (!Files.isWritable(visited) && !visited.toFile().setWritable(true)) {
                    throw new IOException(visited + " stays read-only");
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
