package dev.tidemark.workspace.nix;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.workspace.nix.Derivation.Output;
import dev.tidemark.workspace.nix.Derivation.Recipe;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Derivations as {@code nix derivation show --recursive} prints them ({@code nix show-derivation} before 2.15), for who
 * cannot read the store. Two forms are known: a map by path (2.8), and one by base name below {@code derivations}
 * (2.34). Holds them all.
 */
final class ShownDerivations implements DerivationSource {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String WANTED = "what \"nix derivation show -r\" prints";

    /** By base name, since the newer form has no more. */
    private final Map<String, Derivation> derivations = new HashMap<>();

    private ShownDerivations() {}

    /**
     * @throws IOException when the file cannot be read, or holds anything else; the message names it and says what to do
     */
    static ShownDerivations read(Path file) throws IOException {
        ShownDerivations shown = new ShownDerivations();
        try (InputStream in = SourceFile.open(file, WANTED);
                JsonParser parser = JSON.getFactory().createParser(in)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("%s is no JSON object: give %s".formatted(file, WANTED));
            }
            shown.readFields(parser);
        } catch (JsonProcessingException e) {
            throw new IOException(
                    "%s is no whole JSON object (%s): give %s".formatted(file, e.getOriginalMessage(), WANTED), e);
        }
        return shown;
    }

    private void readFields(JsonParser parser) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            if (field.equals("derivations")) {
                readMap(parser);
            } else if (field.endsWith(".drv")) {
                add(field, parser.readValueAsTree());
            } else {
                parser.skipChildren();
            }
        }
    }

    private void readMap(JsonParser parser) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String path = parser.currentName();
            parser.nextToken();
            add(path, parser.readValueAsTree());
        }
    }

    private void add(String path, JsonNode shown) {
        derivations.put(StorePath.baseName(path), derivation(shown));
    }

    @Override
    public Optional<Derivation> find(String path) {
        // The newer form leaves the store's folder out, and the variables of the environment have it.
        return Optional.ofNullable(derivations.get(StorePath.baseName(path)))
                .map(derivation -> inFolder(derivation, StorePath.folder(path)));
    }

    private static Derivation inFolder(Derivation derivation, String folder) {
        SortedMap<String, List<String>> inputs = new TreeMap<>();
        derivation.inputs().forEach((input, outputs) -> inputs.put(absolute(folder, input), outputs));
        return new Derivation(
                derivation.outputs().stream()
                        .map(output -> new Output(
                                output.name(), absolute(folder, output.path()), output.algorithm(), output.hash()))
                        .toList(),
                inputs,
                derivation.sources().stream()
                        .map(path -> absolute(folder, path))
                        .toList(),
                derivation.recipe(),
                derivation.environment());
    }

    private static String absolute(String folder, String path) {
        return path.isEmpty() || path.startsWith("/") ? path : folder + path;
    }

    private static Derivation derivation(JsonNode shown) {
        List<Output> outputs = new ArrayList<>();
        shown.path("outputs").properties().forEach(field -> outputs.add(output(field.getKey(), field.getValue())));
        JsonNode inputs = shown.has("inputs") ? shown.path("inputs").path("drvs") : shown.path("inputDrvs");
        SortedMap<String, List<String>> needed = new TreeMap<>();
        inputs.properties()
                .forEach(input -> needed.put(
                        input.getKey(),
                        strings(
                                input.getValue().isArray()
                                        ? input.getValue()
                                        : input.getValue().path("outputs"))));
        JsonNode sources = shown.has("inputs") ? shown.path("inputs").path("srcs") : shown.path("inputSrcs");
        SortedMap<String, String> environment = new TreeMap<>();
        shown.path("env")
                .properties()
                .forEach(variable ->
                        environment.put(variable.getKey(), variable.getValue().asText("")));
        if (shown.has("structuredAttrs")) {
            environment.put("__json", shown.path("structuredAttrs").toString());
        }
        Recipe recipe = new Recipe(
                shown.path("system").asText(""), shown.path("builder").asText(""), strings(shown.path("args")));
        return new Derivation(outputs, needed, strings(sources), recipe, environment);
    }

    /**
     * {@code hash} is what is in it where that is fixed; a method alone says that it is identified by that after the
     * build.
     */
    private static Output output(String name, JsonNode output) {
        String method = output.path("method").asText("");
        String algorithm = output.path("hashAlgo").asText(method);
        JsonNode hash = output.path("hash");
        return new Output(
                name, output.path("path").asText(""), algorithm, hash.isObject() ? hash.toString() : hash.asText(""));
    }

    private static List<String> strings(JsonNode array) {
        List<String> strings = new ArrayList<>();
        array.forEach(element -> strings.add(element.asText("")));
        return List.copyOf(strings);
    }
}
