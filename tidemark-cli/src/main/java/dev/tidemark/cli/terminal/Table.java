package dev.tidemark.cli.terminal;

import dev.tidemark.cli.terminal.Screen.Ink;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows under bold headings, each column as wide as its widest cell. Belongs to one thread. */
public final class Table {

    private static final String GAP = "  ";

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
        screen.line(screen.ink(Ink.BOLD, line(headings)));
        rows.forEach(row -> screen.line(line(row)));
    }

    private String line(String[] cells) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < cells.length; column++) {
            line.append(column == 0 ? "" : GAP)
                    .append(cells[column])
                    .append(" ".repeat(widths[column] - cells[column].length()));
        }
        return line.toString().stripTrailing();
    }
}
