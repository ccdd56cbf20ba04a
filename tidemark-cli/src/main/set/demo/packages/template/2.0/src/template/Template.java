package template;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import textkit.Cursor;
import textkit.Text;

/**
 * HTML with holes. {@code {{name}}} is filled with a value, escaped; {@code {{{name}}}} with a value that is HTML
 * already; {@code {{#name}}...{{/name}}} is repeated for each map of a list, and inside it that map's names come first.
 */
public final class Template {
    private final List<Part> parts;

    private Template(List<Part> parts) {
        this.parts = parts;
    }

    public static Template parse(String text) {
        Cursor cursor = new Cursor(text);
        return new Template(parts(cursor, ""));
    }

    private static List<Part> parts(Cursor cursor, String section) {
        List<Part> parts = new ArrayList<>();
        while (true) {
            parts.add(new Literal(cursor.takeUntil("{{")));
            if (cursor.atEnd()) {
                if (!section.isEmpty()) {
                    throw cursor.error("{{#" + section + "}} is never closed");
                }
                return parts;
            }
            if (cursor.skip("{{{")) {
                parts.add(new Hole(name(cursor, "}}}"), false));
            } else if (cursor.skip("{{#")) {
                String name = name(cursor, "}}");
                parts.add(new Section(name, parts(cursor, name)));
            } else if (cursor.skip("{{/")) {
                String name = name(cursor, "}}");
                if (!name.equals(section)) {
                    throw cursor.error("{{/" + name + "}} closes nothing");
                }
                return parts;
            } else {
                cursor.expect("{{");
                parts.add(new Hole(name(cursor, "}}"), true));
            }
        }
    }

    private static String name(Cursor cursor, String end) {
        String name = cursor.takeWhile(Character::isJavaIdentifierPart);
        cursor.expect(end);
        return name;
    }

    /** Fills every hole. A name without a value is a mistake, never an empty string. */
    public String fill(Map<String, ?> values) {
        StringBuilder filled = new StringBuilder();
        fill(parts, values, filled);
        return filled.toString();
    }

    private static void fill(List<Part> parts, Map<String, ?> values, StringBuilder filled) {
        for (Part part : parts) {
            switch (part) {
                case Literal literal -> filled.append(literal.text());
                case Hole hole -> {
                    String value = String.valueOf(value(hole.name(), values));
                    filled.append(hole.escaped() ? Text.escapeHtml(value) : value);
                }
                case Section section -> {
                    if (!(value(section.name(), values) instanceof List<?> items)) {
                        throw new IllegalArgumentException("\"" + section.name() + "\" is not a list");
                    }
                    for (Object item : items) {
                        Map<String, Object> inner = new HashMap<>(values);
                        ((Map<?, ?>) item).forEach((name, value) -> inner.put(String.valueOf(name), value));
                        fill(section.parts(), inner, filled);
                    }
                }
            }
        }
    }

    private static Object value(String name, Map<String, ?> values) {
        Object value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no value for \"" + name + "\"");
        }
        return value;
    }

    private sealed interface Part {}

    private record Literal(String text) implements Part {}

    private record Hole(String name, boolean escaped) implements Part {}

    private record Section(String name, List<Part> parts) implements Part {}
}
