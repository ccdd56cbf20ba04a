package dev.tidemark.set;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Reads files of a set that hold one JSON object each; what is wrong becomes a problem. */
final class JsonFile {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Path folder;
    private final Problems problems;

    JsonFile(Path folder, Problems problems) {
        this.folder = folder;
        this.problems = problems;
    }

    /** @param file relative to the folder */
    <T> Optional<T> read(String file, Function<Fields, T> read) {
        JsonNode root;
        try {
            root = JSON.readTree(Files.readAllBytes(folder.resolve(file)));
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            problems.add(file, "not JSON: line %d: %s".formatted(line, e.getOriginalMessage()));
            return Optional.empty();
        } catch (IOException e) {
            problems.add(file, "the file cannot be read (%s)".formatted(reason(e)));
            return Optional.empty();
        }
        if (!(root instanceof ObjectNode object)) {
            problems.add(file, "it must be a JSON object");
            return Optional.empty();
        }
        Fields fields = new Fields(file, object, problems);
        T value = read.apply(fields);
        fields.refuseOthers();
        return Optional.of(value);
    }

    /** Whether an identity can be made; a problem of the file when not. */
    boolean valid(String file, Supplier<?> identity) {
        try {
            var unused = identity.get();
            return true;
        } catch (IllegalArgumentException e) {
            problems.add(file, String.valueOf(e.getMessage()));
            return false;
        }
    }

    static String reason(IOException e) {
        return e instanceof NoSuchFileException ? "it does not exist" : String.valueOf(e.getMessage());
    }
}
