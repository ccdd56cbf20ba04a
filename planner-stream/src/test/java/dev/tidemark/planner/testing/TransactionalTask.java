package dev.tidemark.planner.testing;

import com.codahale.metrics.MetricRegistry;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.streams.StreamsPart;
import dev.tidemark.service.streams.StreamsSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.errors.internals.DefaultErrorHandlerContext;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.Punctuator;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * One processor as Streams runs it under exactly-once, with the handler that services really have: what a record makes it do
 * is kept whole when it returns, or when the handler goes on; otherwise nothing is, and a new life of it begins from what
 * was kept. {@link Faults} may break any of its steps. Belongs to one thread.
 */
public final class TransactionalTask<I, O> {

    /** What became of a record. */
    public enum End {
        /** It was decided. */
        DECIDED,
        /** It is a dead letter, and the task goes on. */
        DEAD_LETTER,
        /** The client stops: nothing of it is kept. */
        STOPPED
    }

    /**
     * What was forwarded.
     *
     * @param to the child's name
     */
    public record Forwarded<O>(String to, Record<String, O> record) {}

    /**
     * What a task is given.
     *
     * @param topic that it comes from
     */
    public record Given<I>(String topic, Record<String, I> record) {}

    private static final String ANY_CHILD = "";

    private final ProcessorSupplier<String, I, String, O> supplier;
    private final Faults faults;
    private final Context context = new Context();
    private final ProcessingExceptionHandler handler = new StreamsConfig(new StreamsPart(
                            "tidemark-test",
                            FarmSettings.at("127.0.0.1:1"),
                            new StreamsSettings("test", Path.of("state"), Duration.ofMillis(20), 1),
                            new MetricRegistry(),
                            Topology::new)
                    .properties())
            .processingExceptionHandler();
    private final SortedMap<String, TransactionalStore<?>> stores = new TreeMap<>();
    private final List<Punctuator> punctuators = new ArrayList<>();
    private final List<Forwarded<O>> uncommitted = new ArrayList<>();
    private final Consumer<Forwarded<O>> committed;
    private Processor<String, I, String, O> processor;
    private boolean revived;

    /** @param committed is given what was forwarded once it counts, in order */
    public TransactionalTask(
            ProcessorSupplier<String, I, String, O> supplier, Faults faults, Consumer<Forwarded<O>> committed) {
        this.supplier = supplier;
        this.faults = faults;
        this.committed = committed;
        for (StoreBuilder<?> builder : Objects.requireNonNullElse(supplier.stores(), List.<StoreBuilder<?>>of())) {
            stores.put(builder.name(), new TransactionalStore<>(builder.name(), faults));
        }
        this.processor = supplier.get();
        processor.init(context);
    }

    /** Does what the record makes it do, and keeps it unless the client stops. */
    public End take(Given<I> given, Instant now) {
        End end = attempt(given, now);
        end(end != End.STOPPED);
        return end;
    }

    /** The same, with nothing kept whatever becomes of it: as when the broker does not take the commit. */
    public End takeInVain(Given<I> given, Instant now) {
        End end = attempt(given, now);
        end(false);
        return end;
    }

    /** Time passes. */
    public End pass(Instant now) {
        End end = punctuate(now);
        end(end != End.STOPPED);
        return end;
    }

    /** The same, with nothing kept. */
    public End passInVain(Instant now) {
        End end = punctuate(now);
        end(false);
        return end;
    }

    /** Its process ends and another goes on from what was kept. */
    public void restart() {
        end(false);
    }

    /**
     * The same, and what was kept is closed as Streams keeps it, opened again, and found to be what it was.
     *
     * @param folder in which nothing lies yet
     */
    public void reopen(Path folder) {
        stores.forEach((name, store) -> store.reopen(new StoreOnDisk(() -> builder(name), folder)));
        end(false);
    }

    private StoreBuilder<?> builder(String store) {
        return Objects.requireNonNull(supplier.stores()).stream()
                .filter(builder -> builder.name().equals(store))
                .findFirst()
                .orElseThrow();
    }

    private End attempt(Given<I> given, Instant now) {
        context.at(given.topic(), now);
        return run(given.record(), () -> processor.process(given.record()));
    }

    private End punctuate(Instant now) {
        context.at("", now);
        return run(
                new Record<>("", null, 0),
                () -> List.copyOf(punctuators).forEach(each -> each.punctuate(now.toEpochMilli())));
    }

    @SuppressWarnings("NullAway") // No handler asks the processor's own context, nor for the bytes of what goes on.
    private End run(Record<String, ?> record, Runnable work) {
        try {
            work.run();
            return End.DECIDED;
        } catch (RuntimeException e) {
            var about = new DefaultErrorHandlerContext(
                    null, "topic", 0, 0, new RecordHeaders(), "processor", new TaskId(0, 0), 0, null, null);
            boolean goesOn = handler.handleError(about, record, e).result() == ProcessingExceptionHandler.Result.RESUME;
            return goesOn ? End.DEAD_LETTER : End.STOPPED;
        }
    }

    private void end(boolean keeps) {
        if (keeps) {
            stores.values().forEach(TransactionalStore::commit);
            List<Forwarded<O>> all = List.copyOf(uncommitted);
            uncommitted.clear();
            all.forEach(committed);
        } else {
            stores.values().forEach(TransactionalStore::rollBack);
            uncommitted.clear();
            beginAnew();
        }
    }

    /** In turn as after a restart and as Streams revives a task in place: the same processor, closed and initialised. */
    private void beginAnew() {
        faults.disarm();
        punctuators.clear();
        processor.close();
        if (!revived) {
            processor = supplier.get();
        }
        revived = !revived;
        processor.init(context);
    }

    /** What a store holds, by key. */
    public SortedMap<String, ?> rows(String store) {
        TransactionalStore<?> named = stores.get(store);
        if (named == null) {
            throw new IllegalArgumentException("there is no store " + store);
        }
        return named.rows();
    }

    /** By store, then key. */
    public SortedMap<String, SortedMap<String, ?>> rows() {
        SortedMap<String, SortedMap<String, ?>> all = new TreeMap<>();
        stores.forEach((name, store) -> all.put(name, store.rows()));
        return all;
    }

    private final class Context extends MockProcessorContext<String, O> {

        void at(String topic, Instant now) {
            setCurrentSystemTimeMs(now.toEpochMilli());
            setRecordMetadata(topic, 0, 0);
        }

        @Override
        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // As Streams does.
        public <S extends StateStore> S getStateStore(String name) {
            return (S) Objects.requireNonNull(stores.get(name), name);
        }

        @Override
        public Cancellable schedule(Duration interval, PunctuationType type, Punctuator punctuator) {
            punctuators.add(punctuator);
            return () -> {};
        }

        @Override
        public <K extends String, W extends O> void forward(Record<K, W> record) {
            forward(record, ANY_CHILD);
        }

        @Override
        public <K extends String, W extends O> void forward(Record<K, W> record, @Nullable String child) {
            faults.changing(child + " " + record.key());
            uncommitted.add(new Forwarded<>(
                    String.valueOf(child),
                    new Record<>(record.key(), record.value(), record.timestamp(), record.headers())));
        }
    }
}
