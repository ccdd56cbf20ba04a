package dev.tidemark.set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object read strictly: a value of another type is a problem, and so is every key that nobody asked for.
 * Reading goes on after a problem, so that all of them are found.
 */
final class Fields {

    private final String file;
    private final String path;
    private final ObjectNode object;
    private final Problems problems;
    private final Set<String> known = new LinkedHashSet<>();

    Fields(String file, ObjectNode object, Problems problems) {
        this(file, "", object, problems);
    }

    private Fields(String file, String path, ObjectNode object, Problems problems) {
        this.file = file;
        this.path = path;
        this.object = object;
        this.problems = problems;
    }

    Optional<String> text(String key) {
        JsonNode value = take(key);
        if (value == null) {
            return Optional.empty();
        }
        return value.isTextual() ? Optional.of(value.textValue()) : wrong(key, "a text", Optional.empty());
    }

    Optional<String> requiredText(String key) {
        if (!object.has(key)) {
            problems.add(file, "\"%s%s\" is missing".formatted(path, key));
        }
        return text(key).filter(value -> {
            if (value.isBlank()) {
                problems.add(file, "\"%s%s\" is empty".formatted(path, key));
            }
            return !value.isBlank();
        });
    }

    boolean has(String key) {
        return object.has(key);
    }

    boolean flag(String key) {
        JsonNode value = take(key);
        if (value == null) {
            return false;
        }
        return value.isBoolean() ? value.booleanValue() : wrong(key, "true or false", false);
    }

    /** A value that somebody else reads. */
    Optional<JsonNode> value(String key) {
        return Optional.ofNullable(take(key));
    }

    /**
     * Why something is so; empty where it is not.
     *
     * @param unsaid what stands for a reason where only {@code true} is said
     */
    String reason(String key, String unsaid) {
        JsonNode value = take(key);
        if (value == null) {
            return "";
        }
        if (value.isTextual()) {
            return value.textValue().strip();
        }
        return value.isBoolean() ? (value.booleanValue() ? unsaid : "") : wrong(key, "a reason, true or false", "");
    }

    /** Texts in their order; the same text twice is a problem. */
    List<String> texts(String key) {
        Set<String> texts = new LinkedHashSet<>();
        for (JsonNode element : array(key, "an array of texts")) {
            if (!element.isTextual()) {
                wrong(key, "an array of texts", false);
            } else if (!texts.add(element.textValue())) {
                problems.add(file, "\"%s%s\" names \"%s\" twice".formatted(path, key, element.textValue()));
            }
        }
        return List.copyOf(new ArrayList<>(texts));
    }

    /** Texts in their order, which may be there several times. */
    List<String> words(String key) {
        List<String> words = new ArrayList<>();
        for (JsonNode element : array(key, "an array of texts")) {
            if (element.isTextual()) {
                words.add(element.textValue());
            } else {
                wrong(key, "an array of texts", false);
            }
        }
        return words;
    }

    /** An object of texts, by whatever names its author chose. */
    SortedMap<String, String> textsByName(String key) {
        SortedMap<String, String> texts = new TreeMap<>();
        JsonNode value = take(key);
        if (value instanceof ObjectNode inner) {
            inner.properties().forEach(field -> {
                if (field.getValue().isTextual()) {
                    texts.put(field.getKey(), field.getValue().textValue());
                } else {
                    wrong(key + "." + field.getKey(), "a text", false);
                }
            });
        } else if (value != null) {
            wrong(key, "an object", false);
        }
        return texts;
    }

    <T> Optional<T> object(String key, Function<Fields, T> read) {
        JsonNode value = take(key);
        if (value == null) {
            return Optional.empty();
        }
        return value instanceof ObjectNode inner
                ? Optional.of(readWhole(path + key + ".", inner, read))
                : wrong(key, "an object", Optional.empty());
    }

    <T> List<T> objects(String key, Function<Fields, T> read) {
        List<T> values = new ArrayList<>();
        int index = 0;
        for (JsonNode element : array(key, "an array of objects")) {
            if (element instanceof ObjectNode inner) {
                values.add(readWhole("%s%s[%d].".formatted(path, key, index), inner, read));
            } else {
                wrong(key, "an array of objects", false);
            }
            index++;
        }
        return values;
    }

    /** To be called last: what was not asked for is not known. */
    void refuseOthers() {
        object.fieldNames().forEachRemaining(key -> {
            if (!known.contains(key)) {
                problems.add(
                        file,
                        "there is no key \"%s%s\"; known here: %s".formatted(path, key, String.join(", ", known)));
            }
        });
    }

    private <T> T readWhole(String innerPath, ObjectNode inner, Function<Fields, T> read) {
        Fields fields = new Fields(file, innerPath, inner, problems);
        T value = read.apply(fields);
        fields.refuseOthers();
        return value;
    }

    private Iterable<JsonNode> array(String key, String wanted) {
        JsonNode value = take(key);
        if (value == null) {
            return List.of();
        }
        return value.isArray() ? value : wrong(key, wanted, List.of());
    }

    private @Nullable JsonNode take(String key) {
        known.add(key);
        return object.get(key);
    }

    private <T> T wrong(String key, String wanted, T instead) {
        problems.add(file, "\"%s%s\" must be %s".formatted(path, key, wanted));
        return instead;
    }
}
