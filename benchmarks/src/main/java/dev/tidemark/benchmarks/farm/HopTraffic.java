package dev.tidemark.benchmarks.farm;

import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.ServiceException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Records that are sent into {@link BareHops} and read where they come out. One thread sends; any may wait. */
final class HopTraffic implements AutoCloseable {

    private static final int RECORD_BYTES = 300;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(200);

    private final int keys;
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread reader = Thread.ofPlatform().name("bare-hops").daemon().unstarted(this::read);
    private Histogram nanos = new Histogram(3);
    private long sent;
    private long back;
    private long newest = Long.MIN_VALUE;
    private long newestBackAt;
    private volatile boolean stopping;

    /**
     * Reads from now on. The topics were made.
     *
     * @param partitions that they were made with: brokers may not tell of them yet
     * @param keys how many different ones records have, one after the other
     */
    HopTraffic(FarmSettings farm, int partitions, int keys) {
        this.keys = keys;
        Properties sending = farm.clientProperties();
        sending.put("acks", "all");
        sending.put("enable.idempotence", "true");
        sending.put("linger.ms", "0");
        producer = new KafkaProducer<>(sending, new ByteArraySerializer(), new ByteArraySerializer());
        Properties reading = farm.clientProperties();
        reading.put("isolation.level", "read_committed");
        reading.put("enable.auto.commit", "false");
        consumer = new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> all = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(BareHops.LAST, partition))
                .toList();
        consumer.assign(all);
        consumer.seekToBeginning(all);
        all.forEach(consumer::position);
        reader.start();
    }

    /** @param intended when it was meant to be sent, as {@link System#nanoTime} */
    void send(long intended) {
        byte[] value = new byte[RECORD_BYTES];
        ByteBuffer.wrap(value).putLong(intended);
        byte[] key =
                ByteBuffer.allocate(Integer.BYTES).putInt((int) (sent % keys)).array();
        synchronized (this) {
            sent++;
        }
        var unused = producer.send(new ProducerRecord<>(BareHops.FIRST, key, value));
    }

    /** How long records took since it was asked last, from when they were meant to be sent. */
    synchronized Histogram taken() {
        Histogram taken = nanos;
        nanos = new Histogram(3);
        return taken;
    }

    /** Waits until all are back. */
    synchronized void awaitBack() throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (back < sent) {
            await(deadline);
        }
    }

    /** Waits until one is back that was meant to be sent after a time, and returns when it was; both as {@link System#nanoTime}. */
    synchronized long awaitBack(long sentAfter) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (newest <= sentAfter) {
            await(deadline);
        }
        return newestBackAt;
    }

    private synchronized void await(long deadline) throws InterruptedException {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
            throw new ServiceException("the baseline lost records, or stopped: see the log files");
        }
        TimeUnit.NANOSECONDS.timedWait(this, left);
    }

    private void read() {
        try {
            while (!stopping) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    took(ByteBuffer.wrap(record.value()).getLong(), System.nanoTime());
                }
            }
        } catch (WakeupException e) {
            // Stopping.
        }
    }

    private synchronized void took(long intended, long now) {
        nanos.recordValue(now - intended);
        back++;
        if (intended > newest) {
            newest = intended;
            newestBackAt = now;
        }
        notifyAll();
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
    }
}
