package csv;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import textkit.Cursor;

/** Comma-separated values as RFC 4180 has them: quotes where a field needs them, doubled inside. */
public final class Csv {
    private Csv() {}

    public static List<List<String>> read(String text) {
        Cursor cursor = new Cursor(text);
        List<List<String>> rows = new ArrayList<>();
        while (!cursor.atEnd()) {
            rows.add(row(cursor));
        }
        return rows;
    }

    private static List<String> row(Cursor cursor) {
        List<String> row = new ArrayList<>();
        do {
            row.add(field(cursor));
        } while (cursor.skip(","));
        if (!cursor.skip("\r\n") && !cursor.skip("\n") && !cursor.atEnd()) {
            throw cursor.error("expected a comma or the end of the line");
        }
        return row;
    }

    private static String field(Cursor cursor) {
        if (!cursor.skip("\"")) {
            return cursor.takeWhile(c -> c != ',' && c != '\n' && c != '\r' && c != '"');
        }
        StringBuilder field = new StringBuilder();
        do {
            field.append(cursor.takeUntil("\""));
            if (!cursor.skip("\"")) {
                throw cursor.error("a quoted field never ends");
            }
            field.append(cursor.sees("\"") ? "\"" : "");
        } while (cursor.skip("\""));
        return field.toString();
    }

    public static String write(List<List<String>> rows) {
        return rows.stream()
                .map(row -> row.stream().map(Csv::quoted).collect(Collectors.joining(",")) + "\n")
                .collect(Collectors.joining());
    }

    private static String quoted(String field) {
        boolean plain = field.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? field : "\"" + field.replace("\"", "\"\"") + "\"";
    }
}
