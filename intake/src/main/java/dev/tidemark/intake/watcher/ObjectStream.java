package dev.tidemark.intake.watcher;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.intake.IntakeException;
import dev.tidemark.intake.Origin;
import java.io.IOException;
import java.io.InputStream;

/** JSON objects one after the other, also in lists, over as many lines as they like. */
record ObjectStream(ObjectForm form) implements SightingReader {

    @Override
    public void read(String source, InputStream text, Sightings taker) throws IOException, IntakeException {
        try (JsonParser parser = Json.MAPPER.createParser(text)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                Origin origin = new Origin(source, parser.currentTokenLocation().getLineNr());
                switch (token) {
                    case START_OBJECT -> {
                        ObjectNode object = Json.MAPPER.readTree(parser);
                        TextLines.hand(form.read(object), origin, taker);
                    }
                    case START_ARRAY, END_ARRAY -> {}
                    default -> taker.wrong(origin, "\"%s\" is no JSON object".formatted(parser.getText()));
                }
            }
        } catch (JacksonException e) {
            throw new IOException(
                    "line %d, column %d: it is no JSON: %s"
                            .formatted(
                                    e.getLocation() == null
                                            ? 1
                                            : e.getLocation().getLineNr(),
                                    e.getLocation() == null
                                            ? 1
                                            : e.getLocation().getColumnNr(),
                                    e.getOriginalMessage()),
                    e);
        }
    }
}
