package dev.tidemark.cli.registry;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.jspecify.annotations.Nullable;

/**
 * Makes records of any schema. At every place where there is a choice it takes its choices in turn: each symbol of an
 * enum, each branch of a union, arrays of no, one, several and many elements, the ends of a number's range, text of every
 * kind. The order of the turns, and whatever else is to be chosen, is the seed's.
 */
final class RandomRecords {

    private static final List<Integer> INTS = List.of(0, 1, -1, 63, 64, -65, Integer.MAX_VALUE, Integer.MIN_VALUE);
    private static final List<Long> LONGS =
            List.of(0L, 1L, -1L, 1L << 31, (1L << 53) - 1, (1L << 53) + 1, Long.MAX_VALUE, Long.MIN_VALUE);
    private static final List<Double> NUMBERS = List.of(0.0, -0.0, 1.5, Double.MAX_VALUE, Double.MIN_VALUE);
    private static final List<String> TEXTS =
            List.of("", "plain", "line\nand\ttab\0", "Grüße, 你好, שלום", "🧊 e\u0301 \uFEFF", "long ".repeat(100));
    private static final List<Integer> LENGTHS = List.of(0, 1, 3, 100);
    /** Within another array: lengths multiply. */
    private static final List<Integer> INNER_LENGTHS = List.of(0, 1, 2);

    private final Random random;
    private final SortedMap<String, Turns> places = new TreeMap<>();
    /** The records that the next value lies in, from the outside. */
    private final Deque<String> around = new ArrayDeque<>();

    /** The choices of one place. */
    private static final class Turns {
        private final List<Integer> order;
        private int taken;

        Turns(List<Integer> order) {
            this.order = order;
        }

        int next() {
            return order.get(taken++ % order.size());
        }

        boolean allTaken() {
            return taken >= order.size();
        }
    }

    RandomRecords(long seed) {
        this.random = new Random(seed);
    }

    /** So many records of a schema, and more until every choice was taken at every place. */
    List<GenericData.Record> ofSchema(Schema schema, int atLeast) {
        List<GenericData.Record> records = new ArrayList<>();
        places.clear();
        while (records.size() < atLeast || !places.values().stream().allMatch(Turns::allTaken)) {
            records.add(record(schema, "", 0));
        }
        return records;
    }

    private GenericData.Record record(Schema schema, String place, int depth) {
        GenericData.Record record = new GenericData.Record(schema);
        around.addLast(schema.getFullName());
        schema.getFields()
                .forEach(field -> record.put(field.pos(), value(field.schema(), place + "." + field.name(), depth)));
        around.removeLast();
        return record;
    }

    private @Nullable Object value(Schema schema, String place, int depth) {
        return switch (schema.getType()) {
            case NULL -> null;
            case BOOLEAN -> next(place, List.of(true, false));
            case INT -> next(place, INTS);
            case LONG -> next(place, LONGS);
            case FLOAT -> next(place, NUMBERS).floatValue();
            case DOUBLE -> next(place, NUMBERS);
            case STRING -> next(place, TEXTS);
            case BYTES -> ByteBuffer.wrap(bytes(next(place, LENGTHS)));
            case FIXED -> new GenericData.Fixed(schema, bytes(schema.getFixedSize()));
            case ENUM -> new GenericData.EnumSymbol(schema, next(place, schema.getEnumSymbols()));
            case RECORD -> record(schema, place, depth);
            case ARRAY ->
                IntStream.range(0, length(schema, place, depth))
                        .mapToObj(i -> value(schema.getElementType(), place + "[]", depth + 1))
                        .toList();
            case UNION -> {
                Schema branch = next(place, schema.getTypes());
                yield value(branch, place + "|" + branch.getFullName(), depth);
            }
            case MAP -> throw new AssertionError("no event has a map, whose order nobody keeps");
        };
    }

    /** Of an array; a record that may hold its own kind does so once. */
    private int length(Schema array, String place, int depth) {
        Schema element = array.getElementType();
        boolean goesOnWithoutEnd =
                element.getType() == Schema.Type.RECORD && Collections.frequency(around, element.getFullName()) > 1;
        return goesOnWithoutEnd ? 0 : next(place, depth == 0 ? LENGTHS : INNER_LENGTHS);
    }

    private <T> T next(String place, List<T> choices) {
        return choices.get(places.computeIfAbsent(place, p -> new Turns(shuffled(choices.size())))
                .next());
    }

    private List<Integer> shuffled(int size) {
        List<Integer> order = new ArrayList<>(IntStream.range(0, size).boxed().toList());
        Collections.shuffle(order, random);
        return order;
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
