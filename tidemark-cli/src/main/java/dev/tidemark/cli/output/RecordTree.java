package dev.tidemark.cli.output;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record of the contract as a tree of JSON: its fields under the names that docs/asyncapi.json has, in that order; moments as ISO
 * 8601 in UTC; what is null is left out.
 */
public final class RecordTree {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private RecordTree() {}

    public static ObjectNode of(IndexedRecord record) {
        ObjectNode tree = NODES.objectNode();
        for (Schema.Field field : record.getSchema().getFields()) {
            Object value = record.get(field.pos());
            if (value != null) {
                tree.set(field.name(), node(value));
            }
        }
        return tree;
    }

    /** A list of them. */
    public static ArrayNode all(Collection<? extends IndexedRecord> records) {
        ArrayNode list = NODES.arrayNode();
        records.forEach(record -> list.add(of(record)));
        return list;
    }

    private static JsonNode node(@Nullable Object value) {
        return switch (value) {
            case null -> NODES.nullNode();
            case IndexedRecord record -> of(record);
            case Collection<?> list -> {
                ArrayNode nodes = NODES.arrayNode();
                list.forEach(each -> nodes.add(node(each)));
                yield nodes;
            }
            case Map<?, ?> map -> {
                ObjectNode nodes = NODES.objectNode();
                map.forEach((key, each) -> nodes.set(String.valueOf(key), node(each)));
                yield nodes;
            }
            case Integer number -> NODES.numberNode(number);
            case Long number -> NODES.numberNode(number);
            case Float number -> NODES.numberNode(number);
            case Double number -> NODES.numberNode(number);
            case Boolean truth -> NODES.booleanNode(truth);
            default -> NODES.textNode(value.toString()); // Texts, enums, Instant, UUID.
        };
    }
}
