package dev.tidemark.benchmarks.farm;

import com.codahale.metrics.MetricRegistry;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.ServiceException;
import dev.tidemark.service.streams.Paced;
import dev.tidemark.service.streams.StreamsPart;
import dev.tidemark.service.streams.StreamsSettings;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
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
 * The least that three stages of an exactly-once topology can take: each reads a record, gets and puts one row of a logged store,
 * and sends the record on. It runs with the settings that services run with. Belongs to one thread.
 */
final class ThreeHops implements AutoCloseable {

    private static final int HOPS = 3;
    private static final int RECORD_BYTES = 300;
    private static final int KEYS = 1000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(200);

    private final StreamsPart streams;
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread reader =
            Thread.ofPlatform().name("three-hops").daemon().unstarted(this::read);
    private Histogram nanos = new Histogram(3);
    private long sent;
    private long back;
    private volatile boolean stopping;

    private ThreeHops(FarmSettings farm, StreamsSettings settings) {
        streams = new StreamsPart("bare-three-hops", farm, settings, new MetricRegistry(), ThreeHops::topology);
        Properties sending = farm.clientProperties();
        sending.put("acks", "all");
        sending.put("enable.idempotence", "true");
        sending.put("linger.ms", "0");
        producer = new KafkaProducer<>(sending, new ByteArraySerializer(), new ByteArraySerializer());
        Properties reading = farm.clientProperties();
        reading.put("isolation.level", "read_committed");
        reading.put("enable.auto.commit", "false");
        consumer = new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * Makes its topics and starts it.
     *
     * @param partitions of each topic
     * @param commitInterval as the planner's
     */
    static ThreeHops start(FarmSettings farm, Path folder, int partitions, Duration commitInterval)
            throws InterruptedException {
        try (Admin admin = Admin.create(farm.clientProperties())) {
            List<NewTopic> topics = new ArrayList<>();
            for (int hop = 0; hop <= HOPS; hop++) {
                topics.add(new NewTopic(topic(hop), Optional.of(partitions), Optional.empty()));
            }
            admin.createTopics(topics).all().get();
        } catch (ExecutionException e) {
            throw new ServiceException("the topics of the baseline cannot be made: see the log file", e);
        }
        ThreeHops started =
                new ThreeHops(farm, new StreamsSettings("bare-1", folder.resolve("bare"), commitInterval, 1));
        started.begin();
        return started;
    }

    private void begin() throws InterruptedException {
        List<TopicPartition> all = consumer.partitionsFor(topic(HOPS)).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(all);
        consumer.seekToBeginning(all);
        all.forEach(consumer::position);
        reader.start();
        streams.start();
        send(System.nanoTime());
        awaitBack();
        var unused = taken();
    }

    private static String topic(int hop) {
        return "bare-" + hop;
    }

    private static Topology topology() {
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

    /** Sends records at a steady rate and returns once all are back: how long each took from when it was meant to be sent. */
    Histogram times(double perSecond, Duration time) throws InterruptedException {
        int unused = Pace.keep(perSecond, time, this::send);
        awaitBack();
        return taken();
    }

    private void send(long intended) {
        byte[] value = new byte[RECORD_BYTES];
        ByteBuffer.wrap(value).putLong(intended);
        byte[] key =
                ByteBuffer.allocate(Integer.BYTES).putInt((int) (sent % KEYS)).array();
        synchronized (this) {
            sent++;
        }
        var unused = producer.send(new ProducerRecord<>(topic(0), key, value));
    }

    private synchronized Histogram taken() {
        Histogram taken = nanos;
        nanos = new Histogram(3);
        return taken;
    }

    private synchronized void awaitBack() throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (back < sent) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new ServiceException("the baseline lost records, or stopped: see the log file");
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    private void read() {
        try {
            while (!stopping) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    long took =
                            System.nanoTime() - ByteBuffer.wrap(record.value()).getLong();
                    synchronized (this) {
                        nanos.recordValue(took);
                        back++;
                        notifyAll();
                    }
                }
            }
        } catch (WakeupException e) {
            // Stopping.
        }
    }

    @Override
    public void close() {
        stopping = true;
        consumer.wakeup();
        try {
            reader.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        consumer.close();
        producer.close(PATIENCE);
        streams.stop();
    }
}
