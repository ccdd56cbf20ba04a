package dev.tidemark.intake;

/**
 * Where something was read.
 *
 * @param source a file's name, or an attribute path
 * @param line from 1; 0 where there are no lines
 */
public record Origin(String source, long line) {

    @Override
    public String toString() {
        return line == 0 ? source : source + ":" + line;
    }
}
