package dev.tidemark.planner.codec;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A YAML document as a tree of which every node knows where it stands: what is wrong with it can be said with line, column and
 * path. One document, no key twice.
 */
sealed interface Document {

    /** Line and column, from 1, and the keys that lead here. */
    record Place(int line, int column, String path) {
        @Override
        public String toString() {
            return "line %d, column %d%s".formatted(line, column, path.isEmpty() ? "" : " (" + path + ")");
        }
    }

    Place place();

    /** Keys and values in the order in which they stand. */
    record Mapping(Place place, Map<String, Document> fields) implements Document {}

    record Sequence(Place place, List<Document> items) implements Document {}

    /** Whatever it looks like: text, a number, true, or nothing at all. */
    record Scalar(Place place, String text) implements Document {}

    /** What is wrong, and where. */
    static IllegalArgumentException wrong(Place place, String what) {
        return new IllegalArgumentException(place + ": " + what);
    }

    /** @throws IllegalArgumentException when it is no YAML, says a key twice or goes on with a second document */
    static Document read(String text) {
        try (JsonParser parser = YAMLFactory.builder().build().createParser(text)) {
            if (parser.nextToken() == null) {
                return new Mapping(new Place(1, 1, ""), new LinkedHashMap<>());
            }
            Document document = value(parser, "");
            if (parser.nextToken() != null) {
                throw wrong(place(parser, ""), "a second document begins: write one");
            }
            return document;
        } catch (JacksonException e) {
            JsonLocation at = e.getLocation();
            Place place = at == null ? new Place(1, 1, "") : new Place(at.getLineNr(), at.getColumnNr(), "");
            throw new IllegalArgumentException(place + ": it is no YAML: " + firstLine(e.getOriginalMessage()), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("");
    }

    private static Place place(JsonParser parser, String path) {
        JsonLocation at = parser.currentTokenLocation();
        return new Place(at.getLineNr(), at.getColumnNr(), path);
    }

    private static Document value(JsonParser parser, String path) throws IOException {
        Place place = place(parser, path);
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> mapping(parser, place);
            case START_ARRAY -> sequence(parser, place);
            default -> new Scalar(place, token == JsonToken.VALUE_NULL ? "" : parser.getText());
        };
    }

    private static Mapping mapping(JsonParser parser, Place place) throws IOException {
        Map<String, Document> fields = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            String path = place.path().isEmpty() ? key : place.path() + "." + key;
            Place at = place(parser, path);
            parser.nextToken();
            if (fields.put(key, value(parser, path)) != null) {
                throw wrong(at, "it is there twice: write it once");
            }
        }
        return new Mapping(place, fields);
    }

    private static Sequence sequence(JsonParser parser, Place place) throws IOException {
        List<Document> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(parser, "%s[%d]".formatted(place.path(), items.size())));
        }
        return new Sequence(place, items);
    }
}
