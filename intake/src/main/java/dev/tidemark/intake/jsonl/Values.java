package dev.tidemark.intake.jsonl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Values of a line by their type; one that is null is not there. */
final class Values {

    private Values() {}

    static Optional<String> text(ObjectNode line, Field field) throws LineException {
        JsonNode value = field.in(line);
        if (value.isMissingNode()) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw LineException.wrong(field.text(), "a text");
        }
        return Optional.of(value.textValue());
    }

    /** One text is a list of one. */
    static List<String> texts(ObjectNode line, Field field) throws LineException {
        JsonNode value = field.in(line);
        if (value.isMissingNode()) {
            return List.of();
        }
        if (value.isTextual()) {
            return List.of(value.textValue());
        }
        List<String> texts = new ArrayList<>(value.size());
        for (JsonNode one : value) {
            if (!one.isTextual()) {
                throw LineException.wrong(field.text(), "a list of texts");
            }
            texts.add(one.textValue());
        }
        if (!value.isArray()) {
            throw LineException.wrong(field.text(), "a list of texts");
        }
        return texts;
    }

    static boolean flag(ObjectNode line, Field field) throws LineException {
        JsonNode value = field.in(line);
        if (!value.isMissingNode() && !value.isBoolean()) {
            throw LineException.wrong(field.text(), "true or false");
        }
        return value.asBoolean(false);
    }

    /** The reason, or the one given where the line has none but true; empty where it is false or not there. */
    static Optional<String> reason(ObjectNode line, Field field, String usual) throws LineException {
        JsonNode value = field.in(line);
        if (value.isTextual()) {
            return Optional.of(value.textValue().isBlank() ? usual : value.textValue());
        }
        if (!value.isMissingNode() && !value.isBoolean()) {
            throw LineException.wrong(field.text(), "true, false, or a reason");
        }
        return value.asBoolean(false) ? Optional.of(usual) : Optional.empty();
    }
}
