package dev.tidemark.schemas.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;
import org.jspecify.annotations.Nullable;

/**
 * Events as plain JSON: a record is an object, an enum its symbol, null is left out. It grows as the events do in Avro: a reader
 * passes over fields that it does not know, takes the default of those that are missing, and the default of an enum for a symbol
 * that is newer. Of the types that events have, those that are signed have no times, maps, bytes and fractions.
 */
final class PlainJson {

    private PlainJson() {}

    static void write(JsonGenerator json, IndexedRecord record) throws IOException {
        json.writeStartObject();
        for (Schema.Field field : record.getSchema().getFields()) {
            Object value = record.get(field.pos());
            if (value != null) {
                json.writeFieldName(field.name());
                value(json, value);
            }
        }
        json.writeEndObject();
    }

    private static void value(JsonGenerator json, Object value) throws IOException {
        switch (value) {
            case IndexedRecord record -> write(json, record);
            case List<?> list -> {
                json.writeStartArray();
                for (Object each : list) {
                    value(json, each);
                }
                json.writeEndArray();
            }
            case Enum<?> symbol -> json.writeString(symbol.name());
            case CharSequence text -> json.writeString(text.toString());
            case Integer number -> json.writeNumber(number);
            case Long number -> json.writeNumber(number);
            case Boolean truth -> json.writeBoolean(truth);
            default -> throw new AssertionError("what is signed has no " + value.getClass());
        }
    }

    /** @throws IllegalArgumentException when it is not such a record */
    static <T extends IndexedRecord> T read(JsonNode json, Schema schema, Class<T> type) {
        return type.cast(record(json, schema));
    }

    private static IndexedRecord record(JsonNode json, Schema schema) {
        require(json.isObject(), "an object", schema);
        IndexedRecord record = (IndexedRecord) SpecificData.get().newRecord(null, schema);
        for (Schema.Field field : schema.getFields()) {
            JsonNode value = json.get(field.name());
            record.put(field.pos(), value == null ? missing(field) : value(value, field.schema()));
        }
        return record;
    }

    private static @Nullable Object missing(Schema.Field field) {
        try {
            return SpecificData.get().getDefaultValue(field);
        } catch (AvroRuntimeException e) {
            throw new IllegalArgumentException("what is signed lacks the field " + field.name(), e);
        }
    }

    private static @Nullable Object value(JsonNode json, Schema schema) {
        return switch (schema.getType()) {
            case UNION -> json.isNull() ? null : value(json, schema.getTypes().getLast());
            case RECORD -> record(json, schema);
            case ARRAY -> {
                require(json.isArray(), "a list", schema);
                List<@Nullable Object> list = new ArrayList<>(json.size());
                json.forEach(each -> list.add(value(each, schema.getElementType())));
                yield list;
            }
            case ENUM -> {
                require(json.isTextual(), "a symbol", schema);
                String symbol = json.textValue();
                yield SpecificData.get()
                        .createEnum(schema.hasEnumSymbol(symbol) ? symbol : schema.getEnumDefault(), schema);
            }
            case STRING -> {
                require(json.isTextual(), "a text", schema);
                yield json.textValue();
            }
            case INT -> {
                require(json.canConvertToInt() && json.isIntegralNumber(), "a whole number", schema);
                yield json.intValue();
            }
            case LONG -> {
                require(json.canConvertToLong() && json.isIntegralNumber(), "a whole number", schema);
                yield json.longValue();
            }
            case BOOLEAN -> {
                require(json.isBoolean(), "true or false", schema);
                yield json.booleanValue();
            }
            case MAP, FIXED, BYTES, FLOAT, DOUBLE, NULL -> throw new AssertionError("what is signed has no " + schema);
        };
    }

    private static void require(boolean holds, String what, Schema schema) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "what is signed has something else where %s of %s belongs".formatted(what, schema.getName()));
        }
    }
}
