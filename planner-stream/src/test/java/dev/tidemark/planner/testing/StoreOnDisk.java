package dev.tidemark.planner.testing;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;

/** A store as Streams really keeps it: its rows as bytes, in files. */
final class StoreOnDisk {

    private final Supplier<StoreBuilder<?>> builders;
    private final Path folder;

    /**
     * @param builders of the same store, a new one each time
     * @param folder where its files lie
     */
    StoreOnDisk(Supplier<StoreBuilder<?>> builders, Path folder) {
        this.builders = builders;
        this.folder = folder;
    }

    /** Puts rows, closes it, and opens it again: what it has then, ordered by key. */
    <V> SortedMap<String, V> reopened(Map<String, V> rows) {
        KeyValueStore<String, V> before = opened();
        rows.forEach(before::put);
        before.close();

        KeyValueStore<String, V> after = opened();
        SortedMap<String, V> read = new TreeMap<>();
        try (KeyValueIterator<String, V> all = after.all()) {
            all.forEachRemaining(row -> read.put(row.key, row.value));
        }
        after.close();
        return read;
    }

    @SuppressWarnings("unchecked") // As Streams does.
    private <V> KeyValueStore<String, V> opened() {
        KeyValueStore<String, V> store =
                (KeyValueStore<String, V>) builders.get().withLoggingDisabled().build();
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "tidemark-test");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:1");
        MockProcessorContext<String, V> context =
                new MockProcessorContext<>(settings, new TaskId(0, 0), folder.toFile());
        store.init(context.getStateStoreContext(), store);
        return store;
    }
}
