package dev.tidemark.service.streams;

import dev.tidemark.schemas.catalogue.Topic;
import dev.tidemark.schemas.catalogue.Topics;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/** Streams' side of the catalogue's routing: sinks send by it, and what was not sent by it is refused. */
public final class Routed {

    private Routed() {}

    /** Sends each record where the catalogue says. */
    public static <V extends SpecificRecord> StreamPartitioner<String, V> by(Topic topic) {
        return (name, key, value, partitions) -> Optional.of(Set.of(topic.partition(key, value, partitions)));
    }

    /**
     * A processor that gets only records which lie where they belong. Any other would be decided by a task that does not
     * know what came before it, so it is undecidable and goes to the dead-letter topic.
     *
     * @param partitions how many each topic has; asked for with each record
     */
    public static <V extends SpecificRecord, W> ProcessorSupplier<String, V, String, W> only(
            ProcessorSupplier<String, V, String, W> processors, IntSupplier partitions) {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<String, V, String, W> get() {
                return new Refusing<>(processors.get(), partitions);
            }

            @Override
            public @Nullable Set<StoreBuilder<?>> stores() {
                return processors.stores();
            }
        };
    }

    /** Where a record lies. */
    public record Origin(String topic, int partition) {
        public static Origin of(RecordMetadata metadata) {
            return new Origin(metadata.topic(), metadata.partition());
        }
    }

    /** Why a record cannot stay where it is, as a sentence with the next step; empty when it lies where it belongs. */
    public static Optional<String> misrouting(
            Origin from, @Nullable String key, @Nullable SpecificRecord value, int partitions) {
        Topic topic = Topics.named(from.topic())
                .orElseThrow(() -> new AssertionError(from.topic() + " is not in the catalogue"));
        if (key == null) {
            return Optional.of("%s holds a record without a key: let its producer key it %s, and publish it again"
                    .formatted(from.topic(), topic.key().form()));
        }
        if (value == null && !(topic.kept() instanceof Topic.Kept.Compacted)) {
            return Optional.of(
                    "%s holds the key %s without a value, which says nothing there: let its producer publish it again with one"
                            .formatted(from.topic(), key));
        }
        int belongs = topic.partition(key, value, partitions);
        return belongs == from.partition()
                ? Optional.empty()
                : Optional.of(
                        "%s holds the record %s in partition %d, but it belongs in %d of %d: let its producer partition by %s, as docs/contract.md says, and publish it again"
                                .formatted(
                                        from.topic(),
                                        key,
                                        from.partition(),
                                        belongs,
                                        partitions,
                                        topic.routing().rule()));
    }

    private static final class Refusing<V extends SpecificRecord, W> implements Processor<String, V, String, W> {
        private final Processor<String, V, String, W> processor;
        private final IntSupplier partitions;
        private ProcessorContext<String, W> context;

        @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else.
        Refusing(Processor<String, V, String, W> processor, IntSupplier partitions) {
            this.processor = processor;
            this.partitions = partitions;
        }

        @Override
        public void init(ProcessorContext<String, W> initialised) {
            context = initialised;
            processor.init(initialised);
        }

        @Override
        public void process(Record<String, V> record) {
            context.recordMetadata()
                    .flatMap(from -> misrouting(Origin.of(from), record.key(), record.value(), partitions.getAsInt()))
                    .ifPresent(sentence -> {
                        throw new UndecidableException(sentence);
                    });
            processor.process(record);
        }

        @Override
        public void close() {
            processor.close();
        }
    }
}
