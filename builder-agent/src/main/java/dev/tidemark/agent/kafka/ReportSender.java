package dev.tidemark.agent.kafka;

import dev.tidemark.agent.attempt.AgentAction;
import dev.tidemark.agent.codec.ReportWriter;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says what an agent has to say, in order. A report that does not arrive is not tried for ever: the agent repeats what
 * matters. {@link #send} belongs to one thread; {@link #isHeard} may be called from any.
 */
public final class ReportSender implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ReportSender.class);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);
    private static final int BLOCK_MILLIS = 5_000;
    private static final int REQUEST_MILLIS = 10_000;
    private static final int DELIVERY_MILLIS = 30_000;

    private final KafkaProducer<String, byte[]> producer;
    private final Address from;
    private final ReportWriter writer;
    private final AtomicReference<Line> line = new AtomicReference<>(Line.UNTRIED);

    private enum Line {
        UNTRIED,
        UP,
        DOWN
    }

    /**
     * @param client settings of Kafka's clients
     * @param from the agent, the topic of reports, and the pool that decides the partition
     */
    public ReportSender(Map<String, String> client, Address from, ReportWriter writer) {
        Map<String, Object> settings = new TreeMap<>(client);
        settings.put("acks", "all");
        settings.put("enable.idempotence", true);
        settings.put("linger.ms", 0);
        settings.put("max.block.ms", BLOCK_MILLIS);
        settings.put("request.timeout.ms", REQUEST_MILLIS);
        settings.put("delivery.timeout.ms", DELIVERY_MILLIS);
        this.producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
        this.from = from;
        this.writer = writer;
    }

    /** Hands it to the producer; waits only while the brokers have never answered. */
    public void send(AgentAction.Report report) {
        String topic = from.topic().name();
        try {
            int partitions = producer.partitionsFor(topic).size();
            RecordHeaders headers = new RecordHeaders();
            byte[] value = writer.write(topic, headers, report);
            var unused = producer.send(
                    new ProducerRecord<>(topic, from.partition(partitions), from.agent(), value, headers),
                    (written, failure) -> note(failure));
        } catch (KafkaException e) {
            note(e);
        }
    }

    /** True while the brokers take what is said. */
    public boolean isHeard() {
        return line.get() == Line.UP;
    }

    private void note(@Nullable Exception failure) {
        Line now = failure == null ? Line.UP : Line.DOWN;
        if (line.getAndSet(now) != now) {
            if (failure == null) {
                LOG.atInfo().addKeyValue("agent", from.agent()).log("reports reach the brokers");
            } else {
                LOG.atWarn()
                        .addKeyValue("agent", from.agent())
                        .addKeyValue("reason", failure.getMessage())
                        .log("reports do not reach the brokers; builds go on and results are said again");
            }
        }
    }

    /** Waits a little for what is on its way. */
    @Override
    public void close() {
        producer.close(CLOSE_WITHIN);
    }
}
