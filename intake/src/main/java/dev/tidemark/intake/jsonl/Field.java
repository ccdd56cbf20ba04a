package dev.tidemark.intake.jsonl;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Where a line has a value: the name of one of its fields, or a JSON pointer (RFC 6901), which begins with a slash.
 *
 * @param text as it was written
 * @param pointer the same as a pointer
 */
record Field(String text, JsonPointer pointer) {

    /** @throws IllegalArgumentException when it is empty, or no pointer although it begins with a slash */
    static Field of(String text) {
        if (text.isEmpty() || text.equals("/")) {
            throw new IllegalArgumentException("\"%s\" names no field".formatted(text));
        }
        return new Field(
                text,
                text.startsWith("/")
                        ? JsonPointer.compile(text)
                        : JsonPointer.empty().appendProperty(text));
    }

    /** The value; missing where there is none, or null. */
    JsonNode in(ObjectNode line) {
        JsonNode value = line.at(pointer);
        return value.isNull() ? line.missingNode() : value;
    }

    /** The line's own field that it leads to, or through. */
    String outermost() {
        return pointer.getMatchingProperty();
    }

    @Override
    public String toString() {
        return text;
    }
}
