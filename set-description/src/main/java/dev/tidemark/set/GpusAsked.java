package dev.tidemark.set;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.schemas.identity.GpuNeed;
import java.util.ArrayList;
import java.util.List;

/**
 * What a package asks of GPUs, as sets write it: {@code {"count": 2, "anyArchitectureOf": ["sm-90"], "memoryBytes": 42949672960,
 * "minimumDriver": "550.54"}}, each of which may be left out.
 */
public final class GpusAsked {

    private static final String COUNT = "count";
    private static final String ARCHITECTURES = "anyArchitectureOf";
    private static final String MEMORY = "memoryBytes";
    private static final String DRIVER = "minimumDriver";
    private static final List<String> FIELDS = List.of(COUNT, ARCHITECTURES, MEMORY, DRIVER);

    private GpusAsked() {}

    /**
     * Of what a set says in JSON.
     *
     * @param name what the set calls it
     * @throws IllegalArgumentException when nobody can have that; the message says why
     */
    public static GpuNeed read(String name, JsonNode gpus) {
        try {
            return read(gpus);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("\"%s\": %s".formatted(name, e.getMessage()), e);
        }
    }

    private static GpuNeed read(JsonNode gpus) {
        if (!gpus.isObject()) {
            throw new IllegalArgumentException("it must be an object with %s".formatted(String.join(", ", FIELDS)));
        }
        gpus.fieldNames().forEachRemaining(field -> {
            if (!FIELDS.contains(field)) {
                throw new IllegalArgumentException(
                        "there is no key \"%s\"; known here: %s".formatted(field, String.join(", ", FIELDS)));
            }
        });
        long count = number(gpus, COUNT, 1);
        return new GpuNeed(
                (int) Math.clamp(count, 0, GpuNeed.MOST + 1L),
                texts(gpus),
                number(gpus, MEMORY, 0),
                text(gpus.path(DRIVER), DRIVER, "a text"));
    }

    private static long number(JsonNode gpus, String field, long unsaid) {
        JsonNode value = gpus.path(field);
        if (value.isMissingNode()) {
            return unsaid;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw wrong(field, "a whole number");
        }
        return value.longValue();
    }

    private static List<String> texts(JsonNode gpus) {
        JsonNode value = gpus.path(ARCHITECTURES);
        if (!value.isMissingNode() && !value.isArray()) {
            throw wrong(ARCHITECTURES, "an array of texts");
        }
        List<String> texts = new ArrayList<>();
        value.forEach(each -> texts.add(text(each, ARCHITECTURES, "an array of texts")));
        return texts;
    }

    private static String text(JsonNode value, String field, String wanted) {
        if (!value.isMissingNode() && !value.isTextual()) {
            throw wrong(field, wanted);
        }
        return value.asText("");
    }

    private static IllegalArgumentException wrong(String field, String wanted) {
        return new IllegalArgumentException("\"%s\" must be %s".formatted(field, wanted));
    }
}
