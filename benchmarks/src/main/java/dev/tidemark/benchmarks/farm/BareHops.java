package dev.tidemark.benchmarks.farm;

import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.ServiceException;
import dev.tidemark.service.streams.Paced;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The least that three stages of a topology can be: each reads a record, gets and puts one row of a logged store, and sends the record
 * on.
 */
final class BareHops {

    /** Its application's id. */
    static final String APPLICATION = "bare-three-hops";

    /** What goes in. */
    static final String FIRST = topic(0);

    /** How long an output may wait for others, as the planner's may. */
    static final Duration COMMIT_INTERVAL = Duration.ofMillis(10);

    private static final int HOPS = 3;

    /** What comes out. */
    static final String LAST = topic(HOPS);

    private BareHops() {}

    /** @param partitions of each topic */
    static void makeTopics(FarmSettings farm, int partitions) throws InterruptedException {
        try (Admin admin = Admin.create(farm.clientProperties())) {
            List<NewTopic> topics = new ArrayList<>();
            for (int hop = 0; hop <= HOPS; hop++) {
                topics.add(new NewTopic(topic(hop), Optional.of(partitions), Optional.empty()));
            }
            admin.createTopics(topics).all().get();
        } catch (ExecutionException e) {
            throw new ServiceException("the topics of the baseline cannot be made: see the log file", e);
        }
    }

    private static String topic(int hop) {
        return "bare-" + hop;
    }

    /** What it is made of. */
    static Topology topology() {
        Topology topology = new Topology();
        for (int hop = 0; hop < HOPS; hop++) {
            String store = "rows-" + hop;
            topology.addSource(
                    "in-" + hop,
                    Serdes.ByteArray().deserializer(),
                    Serdes.ByteArray().deserializer(),
                    topic(hop));
            topology.addProcessor("hop-" + hop, Paced.soon(hop(store)), "in-" + hop);
            topology.addSink(
                    "out-" + hop,
                    topic(hop + 1),
                    Serdes.ByteArray().serializer(),
                    Serdes.ByteArray().serializer(),
                    "hop-" + hop);
        }
        return topology;
    }

    private static ProcessorSupplier<byte[], byte[], byte[], byte[]> hop(String store) {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<byte[], byte[], byte[], byte[]> get() {
                return new Hop(store);
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return Set.of(Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore(store), Serdes.ByteArray(), Serdes.ByteArray())
                        .withCachingDisabled());
            }
        };
    }

    private static final class Hop implements Processor<byte[], byte[], byte[], byte[]> {
        private final String name;
        private ProcessorContext<byte[], byte[]> context;
        private KeyValueStore<byte[], byte[]> rows;

        @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else.
        Hop(String name) {
            this.name = name;
        }

        @Override
        public void init(ProcessorContext<byte[], byte[]> initialised) {
            context = initialised;
            rows = initialised.getStateStore(name);
        }

        @Override
        public void process(Record<byte[], byte[]> record) {
            var unused = rows.get(record.key());
            rows.put(record.key(), record.value());
            context.forward(record);
        }
    }
}
