package tables;

import csv.Csv;
import java.util.ArrayList;
import java.util.List;
import textkit.Text;

/** Rows in aligned columns, under a header. Columns that hold only numbers are aligned to the right. */
public final class Table {
    private final List<String> header;
    private final List<List<String>> rows;

    /** Short rows are filled up with empty cells; a row longer than the header is a mistake. */
    public Table(List<String> header, List<List<String>> rows) {
        this.header = List.copyOf(header);
        List<List<String>> filled = new ArrayList<>();
        for (List<String> row : rows) {
            if (row.size() > header.size()) {
                throw new IllegalArgumentException(
                        "a row has " + row.size() + " cells, its header " + header.size() + ": " + row);
            }
            List<String> cells = new ArrayList<>(row);
            while (cells.size() < header.size()) {
                cells.add("");
            }
            filled.add(cells);
        }
        this.rows = filled;
    }

    /** A table from comma-separated values; their first row is the header. */
    public static Table fromCsv(String text) {
        List<List<String>> rows = Csv.read(text);
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("no header");
        }
        return new Table(rows.getFirst(), rows.subList(1, rows.size()));
    }

    public String toCsv() {
        List<List<String>> all = new ArrayList<>();
        all.add(header);
        all.addAll(rows);
        return Csv.write(all);
    }

    public String toText() {
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < header.size(); i++) {
            columns.add(column(i));
        }
        StringBuilder text = new StringBuilder();
        line(header, columns, text);
        line(columns.stream().map(column -> "-".repeat(column.width())).toList(), columns, text);
        rows.forEach(row -> line(row, columns, text));
        return text.toString();
    }

    private Column column(int index) {
        int width = Text.columns(header.get(index));
        boolean numeric = !rows.isEmpty();
        for (List<String> row : rows) {
            width = Math.max(width, Text.columns(row.get(index)));
            numeric &= row.get(index).matches("[-+]?[0-9][0-9.,]*%?|");
        }
        return new Column(width, numeric);
    }

    private static void line(List<String> cells, List<Column> columns, StringBuilder text) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            line.append(i == 0 ? "" : "  ").append(columns.get(i).align(cells.get(i)));
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }

    private record Column(int width, boolean numeric) {
        String align(String cell) {
            if (numeric) {
                return Text.padStart(cell, width);
            }
            return Text.padRight(cell, width);
        }
    }
}
