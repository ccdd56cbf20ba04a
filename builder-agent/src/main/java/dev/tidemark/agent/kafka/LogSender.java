package dev.tidemark.agent.kafka;

import com.codahale.metrics.Counter;
import com.codahale.metrics.MetricRegistry;
import dev.tidemark.agent.codec.LogChunkWriter;
import dev.tidemark.agent.log.LiveLog;
import dev.tidemark.agent.log.LiveLogs;
import dev.tidemark.agent.log.LogChunk;
import dev.tidemark.agent.log.LogChunker;
import dev.tidemark.agent.log.LoggedAttempt;
import dev.tidemark.schemas.catalogue.Topic;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells what recipes print, over a producer of its own. Who prints hands over and goes on; a thread of its own sends. What there is no
 * room for, or what the brokers do not take in time, is left out and counted: who reads sees by the offsets that it is missing. Started
 * at most once, closed once.
 */
public final class LogSender implements LiveLogs, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LogSender.class);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(2);
    /** Up to 8 MiB of text. */
    private static final int UNDER_WAY = 128;

    private static final int BUFFER_BYTES = 8 << 20;
    private static final int BLOCK_MILLIS = 2_000;
    private static final int REQUEST_MILLIS = 10_000;
    private static final int DELIVERY_MILLIS = 30_000;

    private final KafkaProducer<String, byte[]> producer;
    private final Topic topic;
    private final LogChunkWriter writer;
    private final long limitBytes;
    private final Counts counts;
    private final BlockingQueue<Handed> handed = new ArrayBlockingQueue<>(UNDER_WAY);
    private final Set<Stream> open = ConcurrentHashMap.newKeySet();
    private final AtomicReference<Line> line = new AtomicReference<>(Line.UP);
    private final Thread sending = Thread.ofVirtual().name("build-logs").unstarted(this::send);
    private volatile boolean closing;

    private enum Line {
        UP,
        DOWN
    }

    private record Handed(LoggedAttempt attempt, LogChunk chunk) {}

    private record Counts(Counter chunks, Counter bytes, Counter droppedChunks, Counter droppedBytes) {
        static Counts in(MetricRegistry metrics) {
            return new Counts(
                    metrics.counter("agent.logs.sent.chunks"),
                    metrics.counter("agent.logs.sent.bytes"),
                    metrics.counter("agent.logs.dropped.chunks"),
                    metrics.counter("agent.logs.dropped.bytes"));
        }
    }

    /**
     * @param client settings of Kafka's clients
     * @param topic of the agent's trust domain
     * @param limitBytes how much of each log is told at most; 0 for nothing
     */
    public LogSender(
            Map<String, String> client, Topic topic, LogChunkWriter writer, long limitBytes, MetricRegistry metrics) {
        Map<String, Object> settings = new TreeMap<>(client);
        settings.put("acks", "all");
        settings.put("enable.idempotence", true);
        settings.put("compression.type", "none"); // Each chunk is compressed by itself.
        settings.put("buffer.memory", BUFFER_BYTES);
        settings.put("max.block.ms", BLOCK_MILLIS);
        settings.put("request.timeout.ms", REQUEST_MILLIS);
        settings.put("delivery.timeout.ms", DELIVERY_MILLIS);
        this.producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
        this.topic = topic;
        this.writer = writer;
        this.limitBytes = limitBytes;
        this.counts = Counts.in(metrics);
    }

    /** Returns at once. */
    public void start() {
        sending.start();
    }

    @Override
    public LiveLog open(LoggedAttempt attempt) {
        if (limitBytes == 0) {
            return LiveLog.UNHEARD;
        }
        Stream stream = new Stream(attempt);
        open.add(stream);
        return stream;
    }

    /** One attempt's log. */
    private final class Stream implements LiveLog {
        private final LoggedAttempt attempt;
        private final LogChunker chunker = new LogChunker(limitBytes);
        private boolean ended;

        Stream(LoggedAttempt attempt) {
            this.attempt = attempt;
        }

        @Override
        public synchronized void printed(byte[] bytes, int length) {
            if (!ended) {
                chunker.take(bytes, length, System.nanoTime()).forEach(this::hand);
            }
        }

        synchronized void tick() {
            if (!ended) {
                chunker.due(System.nanoTime()).ifPresent(this::hand);
            }
        }

        @Override
        public synchronized void close() {
            if (!ended) {
                ended = true;
                open.remove(this);
                hand(chunker.end());
            }
        }

        private void hand(LogChunk chunk) {
            if (!handed.offer(new Handed(attempt, chunk))) {
                dropped(chunk.bytes());
            }
        }
    }

    private void send() {
        try {
            while (!closing || !handed.isEmpty()) {
                Handed next = handed.poll(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
                if (next != null) {
                    send(next);
                }
                open.forEach(Stream::tick);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whatever goes wrong here, the builds are not to know of it. */
    private void send(Handed next) {
        int bytes = next.chunk().bytes(); // All that is remembered of it while it is on its way.
        try {
            String key = writer.key(next.attempt());
            int partition =
                    topic.partitionOf(key, producer.partitionsFor(topic.name()).size());
            byte[] value = writer.write(topic.name(), next.attempt(), next.chunk());
            var unused = producer.send(
                    new ProducerRecord<>(topic.name(), partition, key, value),
                    (written, failure) -> note(bytes, failure));
        } catch (RuntimeException | LinkageError e) { // The latter where zstd's library cannot be unpacked.
            note(bytes, e);
        }
    }

    private void note(int bytes, @Nullable Throwable failure) {
        Line now = failure == null ? Line.UP : Line.DOWN;
        if (failure == null) {
            counts.chunks().inc();
            counts.bytes().inc(bytes);
        } else {
            dropped(bytes);
        }
        if (line.getAndSet(now) != now) {
            if (failure == null) {
                LOG.atInfo().log("what recipes print reaches the brokers again");
            } else {
                LOG.atWarn()
                        .addKeyValue("reason", failure.toString())
                        .log(
                                "what recipes print does not reach the brokers; builds go on, and whole logs of failures are kept");
            }
        }
    }

    private void dropped(int bytes) {
        counts.droppedChunks().inc();
        counts.droppedBytes().inc(bytes);
    }

    /** Waits a little for what is on its way. */
    @Override
    public void close() {
        closing = true;
        try {
            if (sending.getState() != Thread.State.NEW && !sending.join(CLOSE_WITHIN)) {
                sending.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close(CLOSE_WITHIN);
    }
}
