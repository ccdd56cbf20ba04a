package dev.tidemark.benchmarks.hello;

import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.ServiceException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The least that a message through the broker can take: one record at a time, acknowledged by all, idempotent, into a topic
 * of its own, and back to an assigned consumer in this process. Belongs to one thread.
 */
final class RoundTrip implements AutoCloseable {

    private static final int RECORD_BYTES = 300;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final TopicPartition to;
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final byte[] value = new byte[RECORD_BYTES];

    private RoundTrip(
            TopicPartition to, KafkaProducer<byte[], byte[]> producer, KafkaConsumer<byte[], byte[]> consumer) {
        this.to = to;
        this.producer = producer;
        this.consumer = consumer;
    }

    /** @param topic that is not there yet */
    static RoundTrip open(FarmSettings farm, String topic) throws InterruptedException {
        try (Admin admin = Admin.create(farm.clientProperties())) {
            admin.createTopics(List.of(new NewTopic(topic, Optional.of(1), Optional.empty())))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new ServiceException("the topic %s cannot be made: see the log file".formatted(topic), e);
        }
        Properties sending = farm.clientProperties();
        sending.put("acks", "all");
        sending.put("enable.idempotence", "true");
        sending.put("linger.ms", "0");
        Properties reading = farm.clientProperties();
        reading.put("enable.auto.commit", "false");
        TopicPartition partition = new TopicPartition(topic, 0);
        var producer = new KafkaProducer<>(sending, new ByteArraySerializer(), new ByteArraySerializer());
        var consumer = new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        return new RoundTrip(partition, producer, consumer);
    }

    /**
     * Goes there and back, again and again.
     *
     * @return how long each trip took, in nanoseconds
     * @throws ServiceException when a record does not come back
     */
    Histogram times(int trips) {
        Histogram nanos = new Histogram(3);
        for (int trip = 0; trip < trips; trip++) {
            long started = System.nanoTime();
            var unused = producer.send(new ProducerRecord<>(to.topic(), to.partition(), null, value));
            await();
            nanos.recordValue(System.nanoTime() - started);
        }
        return nanos;
    }

    private void await() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        int back = 0;
        while (back == 0) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(PATIENCE)) {
                back += record.value().length == RECORD_BYTES ? 1 : 0;
            }
            if (System.nanoTime() > deadline) {
                throw new ServiceException("a record did not come back from the broker within %d s: see the log file"
                        .formatted(PATIENCE.toSeconds()));
            }
        }
    }

    @Override
    public void close() {
        producer.close(PATIENCE);
        consumer.close(CloseOptions.timeout(PATIENCE));
    }
}
