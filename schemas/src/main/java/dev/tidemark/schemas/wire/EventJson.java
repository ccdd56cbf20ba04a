package dev.tidemark.schemas.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** Events as JSON for people and plain programs: field by field as the contract names them, times as ISO 8601, what is not set as null. */
public final class EventJson {

    private static final JsonFactory JSON = new JsonFactory();

    private EventJson() {}

    /** One as an object, on one line. */
    public static String of(IndexedRecord event) {
        StringWriter text = new StringWriter();
        try {
            write(event, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /** One as an object, without a line's end; the writer stays open. */
    public static void write(IndexedRecord event, Writer to) throws IOException {
        try (JsonGenerator json = generator(to)) {
            value(json, event);
        }
    }

    /** All of them as an array, without a line's end; the writer stays open. */
    public static void write(Collection<? extends IndexedRecord> events, Writer to) throws IOException {
        try (JsonGenerator json = generator(to)) {
            json.writeStartArray();
            for (IndexedRecord event : events) {
                value(json, event);
            }
            json.writeEndArray();
        }
    }

    private static JsonGenerator generator(Writer to) throws IOException {
        return JSON.createGenerator(to).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    }

    private static void value(JsonGenerator json, @Nullable Object value) throws IOException {
        switch (value) {
            case null -> json.writeNull();
            case IndexedRecord record -> {
                json.writeStartObject();
                for (Schema.Field field : record.getSchema().getFields()) {
                    json.writeFieldName(field.name());
                    value(json, record.get(field.pos()));
                }
                json.writeEndObject();
            }
            case List<?> list -> {
                json.writeStartArray();
                for (Object each : list) {
                    value(json, each);
                }
                json.writeEndArray();
            }
            case Boolean truth -> json.writeBoolean(truth);
            case Integer number -> json.writeNumber(number);
            case Long number -> json.writeNumber(number);
            case Double number -> json.writeNumber(number);
            case Float number -> json.writeNumber(number);
            case Instant instant -> json.writeString(instant.toString());
            default -> json.writeString(value.toString());
        }
    }
}
