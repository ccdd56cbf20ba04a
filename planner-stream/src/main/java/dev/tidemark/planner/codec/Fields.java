package dev.tidemark.planner.codec;

import dev.tidemark.schemas.identity.Glob;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The fields of one mapping of a document, and what their values can be. What cannot be is refused with its place. */
final class Fields {

    private static final Pattern DURATION = Pattern.compile("([0-9]{1,6})([smhdw])");

    private final Document.Mapping mapping;

    /** Reads a value. */
    interface Reader<T> {
        T read(Document value);
    }

    /** Reads a value together with its key. */
    interface PairReader<T> {
        T read(String key, Document.Place place, Document value);
    }

    /** What is refused, and has its place in its message already. */
    private static final class RefusedException extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        RefusedException(Document.Place place, String what) {
            super(place + ": " + what);
        }
    }

    private Fields(Document.Mapping mapping) {
        this.mapping = mapping;
    }

    static Fields of(Document document, List<String> known) {
        if (document instanceof Document.Scalar(var place, String text) && text.isEmpty()) {
            return new Fields(new Document.Mapping(place, Map.of()));
        }
        if (!(document instanceof Document.Mapping mapping)) {
            throw refused(document, "it is no mapping: write keys and values, of " + String.join(", ", known));
        }
        for (Map.Entry<String, Document> field : mapping.fields().entrySet()) {
            if (!known.contains(field.getKey())) {
                throw refused(
                        field.getValue(),
                        "there is no \"%s\": use %s".formatted(field.getKey(), String.join(", ", known)));
            }
        }
        return new Fields(mapping);
    }

    private static RefusedException refused(Document at, String what) {
        return new RefusedException(at.place(), what);
    }

    /** The value; what its type refuses is told with this place, unless it has a nearer one. */
    static <T> T at(Document.Place place, Supplier<T> value) {
        try {
            return value.get();
        } catch (RefusedException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new RefusedException(place, String.valueOf(e.getMessage()));
        }
    }

    Document.Place place() {
        return mapping.place();
    }

    private Optional<Document> field(String name) {
        return Optional.ofNullable(mapping.fields().get(name));
    }

    /** A mapping under a key; empty where the key is not there. */
    Fields within(String name, List<String> known) {
        return field(name)
                .map(value -> of(value, known))
                .orElseGet(() -> new Fields(new Document.Mapping(place(), Map.of())));
    }

    <T> Optional<T> optional(String name, Reader<T> reader) {
        return field(name).map(reader::read);
    }

    <T> T one(String name, Reader<T> reader, T otherwise) {
        return optional(name, reader).orElse(otherwise);
    }

    <T> T required(String name, Reader<T> reader) {
        return optional(name, reader)
                .orElseThrow(() -> new RefusedException(place(), "\"%s\" is missing".formatted(name)));
    }

    OptionalDouble number(String name) {
        return field(name).stream().mapToDouble(Fields::number).findFirst();
    }

    /** A list; empty where the key is not there. */
    <T> List<T> list(String name, Reader<T> reader) {
        Optional<Document> value = field(name);
        if (value.isEmpty()
                || (value.get() instanceof Document.Scalar scalar
                        && scalar.text().isEmpty())) {
            return List.of();
        }
        return items(value.get(), reader);
    }

    private static <T> List<T> items(Document value, Reader<T> reader) {
        if (!(value instanceof Document.Sequence sequence)) {
            throw refused(value, "it is no list: write [one, another], or one a line with a dash before it");
        }
        List<T> items = new ArrayList<>();
        sequence.items().forEach(item -> items.add(reader.read(item)));
        return items;
    }

    /** The texts of a list. */
    static List<String> texts(Document value) {
        return items(value, Fields::text);
    }

    /** A list with something in it. */
    <T> List<T> listed(String name, Reader<T> reader) {
        List<T> items = list(name, reader);
        if (items.isEmpty()) {
            throw new RefusedException(place(), "\"%s\" is missing, or empty".formatted(name));
        }
        return items;
    }

    /**
     * The pairs of a mapping whose keys may be anything, in their order.
     *
     * @param example what to write where there is none
     */
    <T> List<T> pairs(String name, String example, PairReader<T> reader) {
        Optional<Document> value = field(name);
        if (value.isEmpty()
                || (value.get() instanceof Document.Scalar scalar
                        && scalar.text().isEmpty())) {
            return List.of();
        }
        if (!(value.get() instanceof Document.Mapping pairs)) {
            throw refused(value.get(), "it is no mapping: write " + example);
        }
        List<T> read = new ArrayList<>();
        pairs.fields().forEach((key, each) -> read.add(reader.read(key, each.place(), each)));
        return read;
    }

    static String text(Document value) {
        if (value instanceof Document.Scalar scalar && !scalar.text().isBlank()) {
            return scalar.text();
        }
        throw refused(value, "it is no text: write some");
    }

    static Glob glob(Document value) {
        return at(value.place(), () -> new Glob(text(value)));
    }

    /** One of some words. */
    static <T> Reader<T> word(Map<String, T> words) {
        return value -> {
            T found = words.get(text(value));
            if (found == null) {
                throw refused(
                        value,
                        "\"%s\" is not known here: use %s"
                                .formatted(text(value), String.join(" or ", new TreeSet<>(words.keySet()))));
            }
            return found;
        };
    }

    static int integer(Document value) {
        try {
            return Integer.parseInt(text(value));
        } catch (NumberFormatException e) {
            throw refused(value, "\"%s\" is no whole number: write one, such as 20".formatted(text(value)));
        }
    }

    static double number(Document value) {
        try {
            return Double.parseDouble(text(value));
        } catch (NumberFormatException e) {
            throw refused(value, "\"%s\" is no number: write one, such as 0.2".formatted(text(value)));
        }
    }

    static Duration duration(Document value) {
        String text = text(value);
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw refused(
                    value,
                    "\"%s\" is no time: write a whole number and s, m, h, d or w, such as 36h or 7d".formatted(text));
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2).charAt(0)) {
            case 's' -> Duration.ofSeconds(number);
            case 'm' -> Duration.ofMinutes(number);
            case 'h' -> Duration.ofHours(number);
            case 'd' -> Duration.ofDays(number);
            default -> Duration.ofDays(7 * number);
        };
    }

    /** The beginning of a day in UTC, or a moment. */
    static Instant moment(Document value) {
        String text = text(value);
        try {
            return text.length() > "2026-01-31".length()
                    ? Instant.parse(text)
                    : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeException e) {
            throw refused(
                    value,
                    "\"%s\" is no day and no moment: write it as 2026-01-31 or 2026-01-31T12:00:00Z".formatted(text));
        }
    }
}
