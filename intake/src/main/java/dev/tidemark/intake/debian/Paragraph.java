package dev.tidemark.intake.debian;

import dev.tidemark.intake.Origin;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * One paragraph of an index, with the fields that were asked for.
 *
 * @param origin the file and its first line
 * @param fields by name as asked for; a value of several lines keeps its line ends
 */
record Paragraph(Origin origin, Map<String, String> fields) {

    /** Empty when the field is not there. */
    String get(String field) {
        return fields.getOrDefault(field, "");
    }

    /** The words of a field, which are parted by blanks, line ends and commas. */
    List<String> words(String field) {
        return Arrays.stream(get(field).split("[\\s,]+", -1))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /** The lines of a field that are not blank, without the blanks around them. */
    List<String> lines(String field) {
        return get(field)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }
}
