package dev.tidemark.cli.people;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What people are written in (docs/formats/people.md). */
public enum PeopleFormat {
    JSONL {
        @Override
        List<Row> entries(String text) {
            return Entries.ofLines(text);
        }
    },
    YAML {
        @Override
        List<Row> entries(String text) {
            return Entries.ofYaml(text);
        }
    },
    NIXPKGS {
        @Override
        List<Row> entries(String text) {
            return Entries.ofNixpkgs(text);
        }
    };

    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /** As {@code --format} has it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException when there is none, with those that there are */
    public static PeopleFormat named(String label) {
        return Arrays.stream(values())
                .filter(format -> format.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no format %s: use %s"
                        .formatted(
                                label,
                                Arrays.stream(values()).map(PeopleFormat::label).collect(Collectors.joining(", ")))));
    }

    /**
     * What a text is most likely written in.
     *
     * @param name the file's
     */
    public static PeopleFormat guess(String name, String text) {
        if (name.endsWith(".yaml") || name.endsWith(".yml")) {
            return YAML;
        }
        String plain = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        if (!plain.stripLeading().startsWith("{")) {
            return YAML;
        }
        return first(plain).filter(PeopleFormat::isOfNixpkgs).isPresent() ? NIXPKGS : JSONL;
    }

    private static Optional<JsonNode> first(String text) {
        try {
            return Optional.ofNullable(MAPPER.readTree(text));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** By attribute: an attribute set, or what people were before they were that. */
    private static boolean isOfNixpkgs(JsonNode first) {
        return first.isEmpty()
                || (!first.has(Entries.HANDLE)
                        && first.properties().stream()
                                .anyMatch(entry -> entry.getValue().isObject()
                                        || entry.getValue().asText("").contains("<")));
    }

    abstract List<Row> entries(String text);

    /** Every entry of a text, in its order. A handle that comes twice is wrong the second time. */
    public List<Row> read(String text) {
        return Entries.eachOnce(entries(text.startsWith("\uFEFF") ? text.substring(1) : text));
    }
}
