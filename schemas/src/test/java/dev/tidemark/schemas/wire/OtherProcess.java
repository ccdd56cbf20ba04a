package dev.tidemark.schemas.wire;

import dev.tidemark.schemas.store.Admissions;
import dev.tidemark.schemas.store.Evidence;
import dev.tidemark.schemas.store.PoolEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;

/** A process of its own: first uses schemas in the order that it is told, then writes or reads one value of each. */
final class OtherProcess {

    private static final TreeMap<String, SpecificRecord> VALUES = new TreeMap<>();

    static {
        VALUES.put("admissions", new Admissions(3L, 4L));
        VALUES.put("evidence", new Evidence("hash"));
        VALUES.put("pool", new PoolEntry(5L, null));
    }

    private OtherProcess() {}

    /** {@code write|read forwards|backwards FOLDER} */
    public static void main(String[] args) throws IOException {
        EventSerdes serdes = new EventSerdes(RegistrySettings.WITHOUT_SERVER);
        List<String> order = new ArrayList<>(VALUES.keySet());
        if (args[1].equals("backwards")) {
            Collections.reverse(order);
        }
        Path folder = Path.of(args[2]);
        for (String name : order) {
            exchange(serdes, Objects.requireNonNull(VALUES.get(name)), args[0].equals("write"), folder.resolve(name));
        }
    }

    @SuppressWarnings("unchecked") // The class of a T is a Class<T>.
    private static <T extends SpecificRecord> void exchange(EventSerdes serdes, T value, boolean write, Path file)
            throws IOException {
        try (Serde<T> serde = serdes.of((Class<T>) value.getClass())) {
            byte[] own = serde.serializer().serialize("topic", value);
            if (write) {
                Files.write(file, own);
                return;
            }
            byte[] theirs = Files.readAllBytes(file);
            if (!value.equals(serde.deserializer().deserialize("topic", theirs))) {
                throw new IllegalStateException(file.getFileName() + " reads as another value");
            }
        }
    }
}
