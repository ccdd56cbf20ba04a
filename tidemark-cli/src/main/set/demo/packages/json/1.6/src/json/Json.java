package json;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import textkit.Cursor;

/**
 * JSON as plain values: {@link Map} and {@link List} in the order of the text, {@link String}, {@link BigDecimal},
 * {@link Boolean} and null.
 */
public final class Json {
    private Json() {}

    public static Object read(String text) {
        Cursor cursor = new Cursor(text);
        Object value = value(cursor);
        if (!cursor.atEnd()) {
            throw cursor.error("nothing may follow the value");
        }
        return value;
    }

    private static Object value(Cursor cursor) {
        space(cursor);
        Object value = cursor.skip("{") ? object(cursor)
                : cursor.skip("[") ? array(cursor)
                : cursor.skip("\"") ? string(cursor)
                : cursor.skip("true") ? Boolean.TRUE
                : cursor.skip("false") ? Boolean.FALSE
                : cursor.skip("null") ? null
                : number(cursor);
        space(cursor);
        return value;
    }

    private static Map<String, Object> object(Cursor cursor) {
        Map<String, Object> object = new LinkedHashMap<>();
        space(cursor);
        while (!cursor.skip("}")) {
            if (!object.isEmpty()) {
                cursor.expect(",");
                space(cursor);
            }
            cursor.expect("\"");
            String key = string(cursor);
            space(cursor);
            cursor.expect(":");
            object.put(key, value(cursor));
        }
        return object;
    }

    private static List<Object> array(Cursor cursor) {
        List<Object> array = new ArrayList<>();
        space(cursor);
        while (!cursor.skip("]")) {
            if (!array.isEmpty()) {
                cursor.expect(",");
            }
            array.add(value(cursor));
        }
        return array;
    }

    private static String string(Cursor cursor) {
        StringBuilder string = new StringBuilder();
        for (char c = cursor.next(); c != '"'; c = cursor.next()) {
            string.append(c == '\\' ? escape(cursor) : c);
        }
        return string.toString();
    }

    private static char escape(Cursor cursor) {
        char c = cursor.next();
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'u' -> {
                String digits = "" + cursor.next() + cursor.next() + cursor.next() + cursor.next();
                if (!digits.matches("[0-9a-fA-F]{4}")) {
                    throw cursor.error("not four hexadecimal digits: " + digits);
                }
                yield (char) Integer.parseInt(digits, 16);
            }
            default -> throw cursor.error("unknown escape \\" + c);
        };
    }

    private static BigDecimal number(Cursor cursor) {
        String digits = cursor.takeWhile(c -> "+-.eE0123456789".indexOf(c) >= 0);
        if (!digits.matches("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?")) {
            throw cursor.error("expected a value");
        }
        return new BigDecimal(digits);
    }

    private static void space(Cursor cursor) {
        cursor.takeWhile(c -> c == ' ' || c == '\n' || c == '\r' || c == '\t');
    }

    /** Writes without spaces. What is no map, list, number, boolean or null is written as its text. */
    public static String write(Object value) {
        StringBuilder text = new StringBuilder();
        write(value, text);
        return text.toString();
    }

    private static void write(Object value, StringBuilder text) {
        switch (value) {
            case null -> text.append("null");
            case Map<?, ?> object -> {
                Iterator<? extends Map.Entry<?, ?>> entries = object.entrySet().iterator();
                text.append('{');
                while (entries.hasNext()) {
                    Map.Entry<?, ?> entry = entries.next();
                    write(String.valueOf(entry.getKey()), text);
                    text.append(':');
                    write(entry.getValue(), text);
                    text.append(entries.hasNext() ? "," : "");
                }
                text.append('}');
            }
            case List<?> array -> {
                text.append('[');
                for (int i = 0; i < array.size(); i++) {
                    text.append(i == 0 ? "" : ",");
                    write(array.get(i), text);
                }
                text.append(']');
            }
            case Number number -> text.append(number);
            case Boolean truth -> text.append(truth);
            default -> quote(value.toString(), text);
        }
    }

    private static void quote(String string, StringBuilder text) {
        text.append('"');
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            switch (c) {
                case '"', '\\' -> text.append('\\').append(c);
                case '\n' -> text.append("\\n");
                default -> text.append(c < ' ' ? String.format("\\u%04x", (int) c) : String.valueOf(c));
            }
        }
        text.append('"');
    }
}
