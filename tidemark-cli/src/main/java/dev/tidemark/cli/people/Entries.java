package dev.tidemark.cli.people;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Takes texts of people apart. No reason quotes the text: what is wrong may be an address. */
final class Entries {

    static final String HANDLE = "handle";

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final YAMLMapper YAML = YAMLMapper.builder(YAMLFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .build();
    /** Several values behind one another, of which the first alone is read. */
    private static final JsonMapper STREAM = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private Entries() {}

    static List<Row> ofLines(String text) {
        List<Row> rows = new ArrayList<>();
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            if (!line.isBlank()) {
                rows.add(ofLine(line(number), line));
            }
        }
        return rows;
    }

    private static Row ofLine(String place, String line) {
        try {
            return OwnRows.row(place, JSON.readTree(line));
        } catch (JsonProcessingException e) {
            return new Row.Wrong(
                    place,
                    "it is not JSON, as column %d shows"
                            .formatted(
                                    e.getLocation() == null
                                            ? 1
                                            : e.getLocation().getColumnNr()));
        }
    }

    static List<Row> ofYaml(String text) {
        List<Row> rows = new ArrayList<>();
        walk(YAML, text, rows, parser -> {
            JsonToken first = parser.nextToken();
            if (first == null) {
                return;
            }
            if (first != JsonToken.START_ARRAY) {
                rows.add(new Row.Wrong(here(parser), "it begins with no list: write \"- handle: …\" for each"));
                return;
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                String place = here(parser);
                JsonNode entry = parser.readValueAsTree();
                rows.add(OwnRows.row(place, entry));
            }
        });
        return rows;
    }

    static List<Row> ofNixpkgs(String text) {
        List<Row> rows = new ArrayList<>();
        walk(STREAM, text, rows, parser -> {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                rows.add(new Row.Wrong(
                        here(parser),
                        "it is no attribute set: give what nix-instantiate --eval --strict --json prints"));
                return;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String attribute = parser.currentName();
                String place = here(parser) + ", " + RowRules.shown(attribute);
                parser.nextToken();
                JsonNode entry = parser.readValueAsTree();
                rows.add(NixpkgsRows.row(place, attribute, entry));
            }
        });
        return rows;
    }

    private interface Walk {
        void through(JsonParser parser) throws IOException;
    }

    private static void walk(ObjectMapper mapper, String text, List<Row> rows, Walk walk) {
        try (JsonParser parser = mapper.createParser(text)) {
            walk.through(parser);
        } catch (JsonProcessingException e) {
            rows.add(new Row.Wrong(
                    line(e.getLocation() == null ? 1 : e.getLocation().getLineNr()),
                    "it cannot be read from here on, and what follows was not looked at"));
        } catch (IOException e) {
            throw new AssertionError("a text is read without input", e);
        }
    }

    private static String here(JsonParser parser) {
        return line(parser.currentTokenLocation().getLineNr());
    }

    private static String line(int number) {
        return "line " + Math.max(1, number);
    }

    static List<Row> eachOnce(List<Row> rows) {
        Map<String, String> places = new HashMap<>();
        return rows.stream()
                .<Row>map(row -> switch (row) {
                    case Row.Wrong wrong -> wrong;
                    case Row.Known known -> {
                        String before = places.putIfAbsent(known.record().getHandle(), known.place());
                        yield before == null
                                ? known
                                : new Row.Wrong(
                                        known.place(),
                                        "%s has been there already, at %s"
                                                .formatted(
                                                        RowRules.shown(
                                                                known.record().getHandle()),
                                                        before));
                    }
                })
                .toList();
    }
}
