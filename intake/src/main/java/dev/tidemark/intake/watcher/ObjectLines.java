package dev.tidemark.intake.watcher;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.intake.IntakeException;
import java.io.IOException;
import java.io.InputStream;

/** A text of which every line is a JSON object; others may stand between them. */
record ObjectLines(ObjectForm form) implements SightingReader {

    @Override
    public void read(String source, InputStream text, Sightings taker) throws IOException, IntakeException {
        new TextLines(this::line).read(source, text, taker);
    }

    private Found line(String line) {
        if (!line.startsWith("{")) {
            return new Found.PassedOver("no JSON object");
        }
        try {
            JsonNode value = Json.WHOLE.readTree(line);
            return value instanceof ObjectNode object ? form.read(object) : new Found.Wrong("it is no JSON object");
        } catch (JacksonException e) {
            return new Found.Wrong("it is no JSON (%s)".formatted(e.getOriginalMessage()));
        }
    }
}
