package dev.tidemark.cli.terminal;

import dev.tidemark.cli.terminal.Screen.Ink;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows under bold headings, each column as wide as its widest cell. Where a terminal is too narrow the last column is
 * wrapped, and where that does not help each row is a block of its own, a cell a line. Belongs to one thread.
 */
public final class Table {

    private static final String GAP = "  ";
    /** Narrower than this a text is hard to read. */
    private static final int LEAST_OF_LAST = 24;

    private final String[] headings;
    private final List<String[]> rows = new ArrayList<>();
    private final int[] widths;

    public Table(String... headings) {
        this.headings = headings.clone();
        this.widths = Arrays.stream(headings).mapToInt(String::length).toArray();
    }

    /** @throws IllegalArgumentException when it has not as many cells as there are headings */
    public void row(String... cells) {
        if (cells.length != headings.length) {
            throw new IllegalArgumentException("%d cells under %d headings".formatted(cells.length, headings.length));
        }
        rows.add(cells.clone());
        for (int column = 0; column < cells.length; column++) {
            widths[column] = Math.max(widths[column], cells[column].length());
        }
    }

    public void print(Screen screen) {
        int last = widths[widths.length - 1];
        int before = Arrays.stream(widths).sum() - last + GAP.length() * (widths.length - 1);
        int room = screen.columns() - 1 - before;
        if (room < Math.min(last, LEAST_OF_LAST)) {
            rows.forEach(row -> block(row, screen));
            return;
        }
        screen.line(screen.ink(Ink.BOLD, line(headings, headings[headings.length - 1])));
        for (String[] row : rows) {
            List<String> wrapped = Screen.lines(row[row.length - 1], room);
            screen.line(line(row, wrapped.getFirst()));
            wrapped.stream().skip(1).forEach(more -> screen.line(" ".repeat(before) + more));
        }
    }

    private String line(String[] cells, String last) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < cells.length - 1; column++) {
            line.append(cells[column])
                    .append(" ".repeat(widths[column] - cells[column].length()))
                    .append(GAP);
        }
        return line.append(last).toString().stripTrailing();
    }

    private void block(String[] row, Screen screen) {
        screen.line(screen.ink(Ink.BOLD, row[0]));
        int indent = GAP.length()
                + Arrays.stream(headings).skip(1).mapToInt(String::length).max().orElse(0)
                + 1;
        for (int column = 1; column < row.length; column++) {
            if (!row[column].isEmpty() && !row[column].equals("-")) {
                String heading = GAP + headings[column];
                screen.wrapped(heading + " ".repeat(indent - heading.length()), row[column], indent);
            }
        }
    }
}
