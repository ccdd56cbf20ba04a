package dev.tidemark.workspace.nix;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.TreeMap;

/** The variables that a recipe has set, whichever way Nix hands them to the builder. */
final class Variables {

    private static final String STRUCTURED = "__json";
    private static final ObjectMapper JSON = new ObjectMapper();

    private Variables() {}

    /** The environment, and the fields of {@code __json} where there is one: those that are no text as JSON. */
    static Map<String, String> of(Derivation derivation) {
        String structured = derivation.variable(STRUCTURED);
        if (structured.isEmpty()) {
            return derivation.environment();
        }
        Map<String, String> variables = new TreeMap<>(derivation.environment());
        variables.remove(STRUCTURED);
        try {
            JsonNode fields = JSON.readTree(structured);
            fields.properties()
                    .forEach(field -> variables.put(
                            field.getKey(),
                            field.getValue().isTextual()
                                    ? field.getValue().textValue()
                                    : field.getValue().toString()));
        } catch (JsonProcessingException e) {
            // Then it is a variable like any other.
            variables.put(STRUCTURED, structured);
        }
        return variables;
    }
}
