package rendergpu;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import textkit.Text;

/** A page of text cut into tiles of columns by lines, each drawn by one block of threads. */
public record Page(int columns, List<String> lines) {
    public Page {
        if (columns < 1) {
            throw new IllegalArgumentException("a page needs columns, not " + columns);
        }
        lines = List.copyOf(lines);
    }

    /** A page with this text wrapped to its columns. */
    public static Page of(String text, int columns) {
        List<String> wrapped = new ArrayList<>();
        Text.lines(text).forEach(line -> wrapped.addAll(Text.wrap(line, columns)));
        return new Page(columns, wrapped);
    }

    /** The tiles that show anything, from the top left; blank ones are never sent to the device. */
    public List<Tile> tiles(int width, int height) {
        List<Tile> tiles = new ArrayList<>();
        for (int top = 0; top < lines.size(); top += height) {
            for (int left = 0; left < columns; left += width) {
                StringBuilder glyphs = new StringBuilder();
                for (String line : lines.subList(top, Math.min(top + height, lines.size()))) {
                    String row = line.substring(Math.min(left, line.length()), Math.min(left + width, line.length()));
                    glyphs.append(Text.padEnd(row, width));
                }
                if (!glyphs.toString().isBlank()) {
                    tiles.add(new Tile(left, top, Text.padEnd(glyphs.toString(), width * height)));
                }
            }
        }
        return tiles;
    }

    /** The CUDA source of the kernel that draws tiles of this size. */
    public static String kernel(int width, int height) {
        try (InputStream in = Page.class.getResourceAsStream("tile.cu")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("TILE_WIDTH", Integer.toString(width))
                    .replace("TILE_HEIGHT", Integer.toString(height));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where a tile stands on the page, and its characters row by row; always a whole tile of them. */
    public record Tile(int left, int top, String glyphs) {}
}
