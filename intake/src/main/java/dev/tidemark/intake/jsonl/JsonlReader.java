package dev.tidemark.intake.jsonl;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.intake.Origin;
import dev.tidemark.intake.PackageReader;
import dev.tidemark.intake.PackageSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads files of one package a line: UTF-8, plain or compressed by gzip or zstd. Lines that are empty count and say
 * nothing. A file that ends in the middle of a line or of what was compressed was cut off, and is no set, however lenient
 * the import.
 */
public final class JsonlReader implements PackageReader {

    private static final int PROGRESS_EVERY = 1_000;
    private static final int NAMED_FIELDS = 20;
    /** Lines that each have a field of their own must not fill the memory. */
    private static final int MOST_FIELDS = 1_000;

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final List<Path> files;
    private final String set;
    private final Optional<String> system;
    private final Optional<Mapping> told;
    private final SortedMap<String, Long> unknown = new TreeMap<>();
    private @Nullable PackageLine packages;
    private SortedSet<String> known = Collections.emptySortedSet();

    /**
     * Serves one reading.
     *
     * @param files read one after the other, as if they were one
     * @param set that the packages belong to
     * @param system what a package is built for that names no system; empty: as the mapping says
     * @param mapping which field is which; empty: guessed from the first line that is a JSON object
     */
    public JsonlReader(List<Path> files, String set, Optional<String> system, Optional<Mapping> mapping) {
        this.files = List.copyOf(files);
        this.set = set;
        this.system = system;
        this.told = mapping;
    }

    @Override
    public void read(PackageSink sink) throws IOException {
        for (Path file : files) {
            try (SourceStream source = SourceStream.open(file)) {
                read(file, source, sink);
            } catch (CutOffException e) {
                sink.cutOff(new Origin(name(file), 0), e.reason());
            }
        }
        unknown.entrySet().stream()
                .limit(NAMED_FIELDS)
                .forEach(field -> sink.note("the field \"%s\" of %,d lines is not known and was not read"
                        .formatted(field.getKey(), field.getValue())));
        if (unknown.size() > NAMED_FIELDS) {
            sink.note("%,d more fields%s are not known and were not read"
                    .formatted(unknown.size() - NAMED_FIELDS, unknown.size() < MOST_FIELDS ? "" : " at least"));
        }
    }

    private void read(Path file, SourceStream source, PackageSink sink) throws IOException {
        String name = name(file);
        Lines lines = new Lines(source);
        for (byte[] line = lines.read(); line != null; line = lines.read()) {
            read(file, lines, line, new Origin(name, lines.number()), sink);
            if (lines.number() % PROGRESS_EVERY == 0) {
                sink.progress(name, source.position(), source.size());
            }
        }
        sink.progress(name, source.position(), source.size());
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    private void read(Path file, Lines lines, byte[] line, Origin origin, PackageSink sink) throws IOException {
        JsonNode value;
        try {
            value = value(file, lines, line, origin);
        } catch (LineException e) {
            if (lines.wasEnded()) {
                sink.problem(origin, e.reason());
            } else {
                sink.cutOff(origin, "the file ends in the middle of this line: fetch it again");
            }
            return;
        }
        try {
            take(file, value, origin, sink);
        } catch (LineException e) {
            sink.problem(origin, e.reason());
        }
    }

    /** What a line says; missing where it says nothing. */
    private static JsonNode value(Path file, Lines lines, byte[] line, Origin origin)
            throws LineException, IOException {
        if (lines.wasTooLong()) {
            throw new LineException("the line is longer than %,d bytes".formatted(Lines.LONGEST_BYTES));
        }
        String text = text(line, origin);
        try {
            return Json.MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            if (origin.line() == 1 && text.strip().startsWith("[")) {
                throw notLines(file, e);
            }
            throw new LineException("not JSON: " + e.getOriginalMessage());
        }
    }

    private void take(Path file, JsonNode value, Origin origin, PackageSink sink) throws LineException, IOException {
        if (value.isMissingNode()) {
            return;
        }
        if (value.isArray() && origin.line() == 1) {
            throw notLines(file, null);
        }
        if (!(value instanceof ObjectNode object)) {
            throw new LineException("the line is no JSON object");
        }
        PackageLine reader = packages == null ? begin(file, object) : packages;
        object.fieldNames().forEachRemaining(this::count);
        sink.take(reader.read(object), origin);
    }

    private void count(String field) {
        if (!known.contains(field) && (unknown.size() < MOST_FIELDS || unknown.containsKey(field))) {
            unknown.merge(field, 1L, Long::sum);
        }
    }

    private static IOException notLines(Path file, @Nullable Exception cause) {
        return new IOException(
                "the file %s is one JSON list, not one object a line: make it lines with jq -c '.[]'".formatted(file),
                cause);
    }

    private static String text(byte[] bytes, Origin origin) throws LineException {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return origin.line() == 1 && text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new LineException("the line is not UTF-8");
        }
    }

    private PackageLine begin(Path file, ObjectNode first) throws IOException {
        Optional<Mapping> mapping = told.isPresent() ? told : BuiltInMappings.guessed(first);
        if (mapping.isEmpty()) {
            throw new IOException(
                    "the lines of %s are of no known form, the first has no field \"attribute\": name a mapping with --mapping (%s, or a file; see docs/formats/jsonl.md)"
                            .formatted(file, String.join(", ", BuiltInMappings.names())));
        }
        PackageLine begun = new PackageLine(set, system, mapping.get());
        packages = begun;
        known = mapping.get().known();
        return begun;
    }
}
