package dev.tidemark.planner.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * A store as exactly-once has it: what was put since the last commit is gone once its task is torn down. Keys are to be
 * ASCII, so that they are in a store's order. Rows are kept as they are given: nobody changes an event.
 */
public final class TransactionalStore<V> implements KeyValueStore<String, V> {

    private static final char AFTER_ASCII = '\uffff';

    private final String name;
    private final Faults faults;
    private final TreeMap<String, V> rows = new TreeMap<>();
    /** What was there at the last commit, of all that was changed since. */
    private final Map<String, Optional<V>> before = new HashMap<>();

    TransactionalStore(String name, Faults faults) {
        this.name = name;
        this.faults = faults;
    }

    void commit() {
        before.clear();
    }

    void rollBack() {
        before.forEach((key, row) -> row.ifPresentOrElse(former -> rows.put(key, former), () -> rows.remove(key)));
        before.clear();
    }

    /** Closed, and opened again from files. */
    void reopen(StoreOnDisk onDisk) {
        SortedMap<String, V> read = onDisk.reopened(rows);
        assertThat(read).as(name).isEqualTo(rows);
        rows.clear();
        rows.putAll(read);
    }

    /** All that it holds now. */
    public SortedMap<String, V> rows() {
        return new TreeMap<>(rows);
    }

    private void changing(String key) {
        faults.changing(name + " " + key);
        before.computeIfAbsent(key, first -> Optional.ofNullable(rows.get(first)));
    }

    /** Of nothing takes away what was there, as with every store of Kafka's. */
    @Override
    public void put(String key, @Nullable V value) {
        changing(key);
        if (value == null) {
            rows.remove(key);
        } else {
            rows.put(key, value);
        }
    }

    @Override
    public @Nullable V putIfAbsent(String key, V value) {
        V former = get(key);
        if (former == null) {
            put(key, value);
        }
        return former;
    }

    @Override
    public void putAll(List<KeyValue<String, V>> entries) {
        entries.forEach(entry -> put(entry.key, entry.value));
    }

    @Override
    public @Nullable V delete(String key) {
        changing(key);
        return rows.remove(key);
    }

    @Override
    public @Nullable V get(String key) {
        faults.asking(name + " get " + key);
        return rows.get(key);
    }

    @Override
    public KeyValueIterator<String, V> range(String from, String to) {
        return iterator(rows.subMap(from, true, to, true));
    }

    @Override
    public KeyValueIterator<String, V> all() {
        return iterator(rows);
    }

    @Override
    public <S extends Serializer<P>, P> KeyValueIterator<String, V> prefixScan(P prefix, S serializer) {
        return iterator(rows.subMap(prefix.toString(), true, prefix.toString() + AFTER_ASCII, false));
    }

    /** Of the rows as they are now, as RocksDB's are. */
    private KeyValueIterator<String, V> iterator(NavigableMap<String, V> of) {
        faults.asking(name + " scan");
        return new Rows<>(new TreeMap<>(of));
    }

    private static final class Rows<V> implements KeyValueIterator<String, V> {
        private final Iterator<Map.Entry<String, V>> next;

        Rows(Map<String, V> rows) {
            this.next = rows.entrySet().iterator();
        }

        @Override
        public boolean hasNext() {
            return next.hasNext();
        }

        @Override
        public KeyValue<String, V> next() {
            Map.Entry<String, V> row = next.next();
            return KeyValue.pair(row.getKey(), row.getValue());
        }

        @Override
        public String peekNextKey() {
            throw new UnsupportedOperationException("nobody peeks");
        }

        @Override
        public void close() {}
    }

    @Override
    public long approximateNumEntries() {
        return rows.size();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {}

    @Override
    public void close() {}

    @Override
    public boolean persistent() {
        return false;
    }

    @Override
    public boolean isOpen() {
        return true;
    }
}
