package dev.tidemark.intake.jsonl;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.intake.jsonl.Mapping.Part;
import dev.tidemark.schemas.event.DependencyKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads a mapping as people write it: JSON, by docs/formats/mapping.schema.json. */
final class MappingDocument {

    private static final String NEXT = "correct it by docs/formats/mapping.schema.json, and try again";

    private final ObjectNode document;

    private MappingDocument(ObjectNode document) {
        this.document = document;
    }

    static Mapping read(Path file) throws IOException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new IOException(
                    "there is no mapping %s: name one of %s, or a file that is there"
                            .formatted(file, String.join(", ", BuiltInMappings.names())),
                    e);
        } catch (IOException e) {
            throw new IOException(
                    "the mapping %s cannot be read (%s): name a file that can".formatted(file, e.getMessage()), e);
        }
        return read(file.toString(), bytes);
    }

    static Mapping read(String name, byte[] bytes) throws IOException {
        try {
            if (!(Json.MAPPER.readTree(bytes) instanceof ObjectNode document)) {
                throw new LineException("it is no JSON object");
            }
            return new MappingDocument(document).mapping();
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            throw new IOException(
                    "the mapping %s is not JSON (line %d: %s): %s".formatted(name, line, e.getOriginalMessage(), NEXT),
                    e);
        } catch (LineException | IllegalArgumentException e) {
            throw new IOException("the mapping %s cannot be used (%s): %s".formatted(name, e.getMessage(), NEXT), e);
        }
    }

    private Mapping mapping() throws LineException {
        refuseUnknown();
        Map<Part, Field> fields = new EnumMap<>(Part.class);
        for (Part part : Part.values()) {
            Values.text(document, Field.of(part.label())).ifPresent(text -> fields.put(part, Field.of(text)));
        }
        if (!fields.containsKey(Part.ATTRIBUTE)) {
            throw new LineException("the field \"attribute\" is missing");
        }
        List<Field> recipe = new ArrayList<>();
        for (String text : Values.texts(document, Field.of("recipe"))) {
            recipe.add(Field.of(text));
        }
        return new Mapping(
                fields,
                dependencies(),
                recipe,
                Values.texts(document, Field.of("/defaults/systems")),
                Values.texts(document, Field.of("ignored")));
    }

    private void refuseUnknown() throws LineException {
        SortedSet<String> known = new TreeSet<>(List.of("$schema", "dependencies", "recipe", "defaults", "ignored"));
        for (Part part : Part.values()) {
            known.add(part.label());
        }
        for (var field : document.properties()) {
            if (!known.contains(field.getKey())) {
                throw new LineException("there is no field \"%s\" in a mapping".formatted(field.getKey()));
            }
        }
    }

    private DependencyForm dependencies() throws LineException {
        JsonNode value = document.path("dependencies");
        if (value.isTextual()) {
            return new DependencyForm.Each(Field.of(value.textValue()));
        }
        if (!(value instanceof ObjectNode object) || !value.path("field").isTextual()) {
            throw new LineException("\"dependencies\" is neither a field's name nor an object with a \"field\"");
        }
        Field field = Field.of(object.path("field").textValue());
        if (object.path("kinds") instanceof ObjectNode kinds) {
            return new DependencyForm.Grouped(field, grouped(kinds));
        }
        List<DependencyKind> as = kinds(object, "as");
        if (as.isEmpty()) {
            throw new LineException("\"dependencies\" has neither \"kinds\" nor \"as\"");
        }
        return new DependencyForm.Plain(field, as);
    }

    private static SortedMap<String, List<DependencyKind>> grouped(ObjectNode kinds) throws LineException {
        SortedMap<String, List<DependencyKind>> grouped = new TreeMap<>();
        for (var kind : kinds.properties()) {
            grouped.put(kind.getKey(), kinds(kinds, kind.getKey()));
        }
        return grouped;
    }

    private static List<DependencyKind> kinds(ObjectNode object, String field) throws LineException {
        List<DependencyKind> kinds = new ArrayList<>();
        for (String label : Values.texts(object, Field.of(field))) {
            kinds.add(DependencyForm.kind(label));
        }
        return kinds;
    }
}
