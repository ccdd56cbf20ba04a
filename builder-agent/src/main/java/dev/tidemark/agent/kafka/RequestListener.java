package dev.tidemark.agent.kafka;

import com.codahale.metrics.Counter;
import dev.tidemark.agent.attempt.AgentEvent;
import dev.tidemark.agent.codec.RequestReader;
import dev.tidemark.agent.codec.UnreadableRequestException;
import dev.tidemark.service.DeadLetterSender;
import dev.tidemark.service.DeadLetters;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what the dispatcher says to one agent, from the moment that it starts. Brokers and a registry that are away
 * are waited for. Runs on a thread of its own until stopped.
 */
public final class RequestListener implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(RequestListener.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int ANSWER_WITHIN_MILLIS = 10_000;
    private static final int REASONS_TOLD = 50;

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Address address;
    private final RequestReader reader;
    private final Hearing hearing;
    private final Counter unreadable;
    private final DeadLetters deadLetters;
    /** The dispatcher says again what is not answered, every few seconds: told each time, it would bury all else. */
    private final Set<String> told = new TreeSet<>();

    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile Runnable wakeUp = () -> {};
    private volatile boolean listening;
    private ConsumerRecords<byte[], byte[]> said = ConsumerRecords.empty();

    /** Who is told. Both are called on the listener's thread. */
    public interface Hearing {
        /** From here on nothing is missed. Called once, before any event. */
        void positioned();

        /** In the order of the topic. */
        void heard(AgentEvent event);
    }

    /**
     * @param client settings of Kafka's clients
     * @param unreadable counts every request that could not be understood; the first of each reason is a dead letter
     */
    public RequestListener(
            Map<String, String> client, Address address, RequestReader reader, Hearing hearing, Counter unreadable) {
        this(() -> consumer(client), new DeadLetterSender(client), address, reader, hearing, unreadable);
    }

    /** @param consumers makes the one that it reads with, on the listener's thread */
    RequestListener(
            Supplier<Consumer<byte[], byte[]>> consumers,
            DeadLetters deadLetters,
            Address address,
            RequestReader reader,
            Hearing hearing,
            Counter unreadable) {
        this.consumers = consumers;
        this.deadLetters = deadLetters;
        this.address = address;
        this.reader = reader;
        this.hearing = hearing;
        this.unreadable = unreadable;
    }

    private static Consumer<byte[], byte[]> consumer(Map<String, String> client) {
        Map<String, Object> settings = new TreeMap<>(client);
        settings.put("isolation.level", "read_committed");
        settings.put("enable.auto.commit", false);
        settings.put("auto.offset.reset", "latest");
        settings.put("allow.auto.create.topics", false);
        settings.put("default.api.timeout.ms", ANSWER_WITHIN_MILLIS);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Returns once stopped. */
    @Override
    public void run() {
        try (Consumer<byte[], byte[]> consumer = consumers.get()) {
            wakeUp = consumer::wakeup;
            if (patiently("fix its read position", () -> position(consumer))) {
                listening = true;
                hearing.positioned();
                while (patiently("read its requests", () -> said = consumer.poll(POLL)) && hearAll()) {
                    listening = true;
                }
            }
        } catch (WakeupException | InterruptException e) {
            LOG.atDebug().addKeyValue("agent", address.agent()).log("stopped listening");
        } finally {
            listening = false;
            deadLetters.close();
        }
        if (stopped.getCount() > 0) {
            throw new IllegalStateException("interrupted, and not stopped");
        }
    }

    /** True while nothing that is said is missed: from its position on, unless something is in the way. */
    public boolean isListening() {
        return listening;
    }

    /** One by one, so that none is lost when the next one has to wait for the registry. */
    private boolean hearAll() {
        for (ConsumerRecord<byte[], byte[]> request : said) {
            if (!patiently("understand a request", () -> hear(request))) {
                return false;
            }
        }
        return true;
    }

    /** Returns soon; the thread ends within a moment. */
    public void stop() {
        stopped.countDown();
        wakeUp.run();
    }

    private void position(Consumer<byte[], byte[]> consumer) {
        String topic = address.topic().name();
        int partitions = consumer.partitionsFor(topic).size();
        if (partitions == 0) {
            throw new KafkaException("the topic %s does not exist".formatted(topic));
        }
        int number = address.partition(partitions);
        TopicPartition partition = new TopicPartition(topic, number);
        consumer.assign(List.of(partition));
        consumer.seekToEnd(List.of(partition));
        // Asked for, the end is looked up now, and not at the first poll.
        long position = consumer.position(partition);
        LOG.atInfo()
                .addKeyValue("agent", address.agent())
                .addKeyValue("topic", topic)
                .addKeyValue("partition", number)
                .addKeyValue("offset", position)
                .log("listening");
    }

    private void hear(ConsumerRecord<byte[], byte[]> said) {
        if (!Arrays.equals(address.agent().getBytes(StandardCharsets.UTF_8), said.key()) || said.value() == null) {
            return;
        }
        try {
            reader.read(said.topic(), said.headers(), said.value()).ifPresent(hearing::heard);
        } catch (UnreadableRequestException e) {
            unreadable.inc();
            report(said, String.valueOf(e.getMessage()));
        }
    }

    private void report(ConsumerRecord<byte[], byte[]> request, String reason) {
        if (told.size() < REASONS_TOLD && told.add(reason)) {
            deadLetters.send(request, reason);
        }
    }

    /** Tries until it works; false once stopped. Says once what is in the way, and once that it is not any more. */
    private boolean patiently(String what, Runnable attempt) {
        boolean hindered = false;
        while (stopped.getCount() > 0) {
            try {
                attempt.run();
                if (hindered) {
                    LOG.atInfo().addKeyValue("agent", address.agent()).log("the agent can {} again", what);
                }
                return true;
            } catch (WakeupException | InterruptException e) {
                return false;
            } catch (KafkaException e) {
                if (!hindered) {
                    LOG.atWarn()
                            .addKeyValue("agent", address.agent())
                            .addKeyValue("reason", e.getMessage())
                            .log("the agent cannot {}; it goes on trying", what);
                }
                hindered = true;
                listening = false;
                pause();
            }
        }
        return false;
    }

    private void pause() {
        try {
            var unused = stopped.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
