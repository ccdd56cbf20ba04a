package dev.tidemark.cli.simulated;

import dev.tidemark.schemas.catalogue.Topic;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.AgentReport;
import dev.tidemark.schemas.event.Build;
import dev.tidemark.schemas.event.BuildRequest;
import dev.tidemark.schemas.event.Enrolment;
import dev.tidemark.schemas.event.FailureKind;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.schemas.wire.Trace;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.ServiceException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Many simulated agents on one connection: they fix their read position, beat every two seconds, take requests, and answer them
 * as {@link SimulatedBuilds} says. Brokers that are away are waited for. Safe for any thread.
 */
public final class SimulatedAgents implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SimulatedAgents.class);
    private static final Duration BEAT = Duration.ofSeconds(2);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /**
     * Agents of one kind.
     *
     * @param prefix of their names; each has its number behind it
     * @param slots how many builds each runs at once
     */
    public record Kind(String prefix, int agents, Pool pool, List<String> features, int slots) {}

    /** What is seen of them as it happens; called from their own threads, which it must not hold up. */
    public interface Watcher {
        /** A request arrived that the agent had not heard before. */
        default void asked(String agent, Build build, long nanos) {}

        /** An agent has built it, or failed to. */
        default void answered(Build build, boolean built) {}

        /** An agent was told to stop before it had answered. */
        default void cancelled(Build build) {}
    }

    private final Map<String, SimulatedAgent> agents = new HashMap<>();
    private final Map<String, Integer> beats = new HashMap<>();
    private final SimulatedBuilds builds;
    private final Watcher watcher;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<String, byte[]> producer;
    private final Deserializer<BuildRequest> reader;
    private final Serializer<AgentReport> writer;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("agents-clock").daemon().factory());
    private final Thread ears = Thread.ofPlatform().name("agents-ears").daemon().unstarted(this::listen);
    private volatile boolean stopping;
    private volatile @Nullable ServiceException fault;

    private SimulatedAgents(FarmSettings farm, List<Kind> kinds, SimulatedBuilds builds, Watcher watcher) {
        this.builds = builds;
        this.watcher = watcher;
        EventSerdes serdes = new EventSerdes(farm.registry());
        this.reader = serdes.of(BuildRequest.class).deserializer();
        this.writer = serdes.of(AgentReport.class).serializer();
        Properties hearing = farm.clientProperties();
        hearing.put("isolation.level", "read_committed");
        hearing.put("enable.auto.commit", "false");
        this.consumer = new KafkaConsumer<>(hearing, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        Properties speaking = farm.clientProperties();
        speaking.put("acks", "all");
        speaking.put("enable.idempotence", "true");
        speaking.put("linger.ms", "0");
        this.producer = new KafkaProducer<>(speaking, new StringSerializer(), new ByteArraySerializer());
        for (Kind kind : kinds) {
            for (int number = 0; number < kind.agents(); number++) {
                String name = "%s-%d".formatted(kind.prefix(), number);
                agents.put(
                        name,
                        new SimulatedAgent(
                                name,
                                "%s-%s".formatted(name, UUID.randomUUID()),
                                kind.pool(),
                                kind.features(),
                                kind.slots()));
            }
        }
    }

    /**
     * Enrols and starts them: from here on they hear everything.
     *
     * @param by in whose name they are enrolled
     */
    public static SimulatedAgents start(
            FarmSettings farm, String by, List<Kind> kinds, SimulatedBuilds builds, Watcher watcher) {
        SimulatedAgents started = new SimulatedAgents(farm, kinds, builds, watcher);
        started.enrol(farm, by);
        started.begin();
        return started;
    }

    /** With new keys, which take the place of those of earlier agents of these names. */
    private void enrol(FarmSettings farm, String by) {
        Serializer<Enrolment> enrolments =
                new EventSerdes(farm.registry()).of(Enrolment.class).serializer();
        int partitions = producer.partitionsFor(Topics.ENROLMENT.name()).size();
        for (SimulatedAgent agent : agents.values()) {
            Enrolment enrolment = agent.enrolment(by);
            String key = Topics.ENROLMENT.key().of(enrolment);
            var unused = producer.send(new ProducerRecord<>(
                    Topics.ENROLMENT.name(),
                    Topics.ENROLMENT.partition(key, enrolment, partitions),
                    key,
                    enrolments.serialize(Topics.ENROLMENT.name(), enrolment)));
        }
        producer.flush();
    }

    private void begin() {
        List<TopicPartition> all = new ArrayList<>();
        for (TrustDomain trust : TrustDomain.values()) {
            String topic = Topics.buildRequest(trust).name();
            consumer.partitionsFor(topic).forEach(info -> all.add(new TopicPartition(info.topic(), info.partition())));
        }
        consumer.assign(all);
        consumer.seekToEnd(all);
        all.forEach(consumer::position);
        ears.start();
        long apart = BEAT.toNanos() / agents.size();
        long first = 0;
        for (SimulatedAgent agent : agents.values()) {
            var unused = clock.scheduleAtFixedRate(
                    () -> carefully(() -> beat(agent)), first, BEAT.toNanos(), TimeUnit.NANOSECONDS);
            first += apart;
        }
    }

    /** @throws ServiceException when one of them is to be no agent any more, with the reason */
    public void requireWell() {
        ServiceException found = fault;
        if (found != null) {
            throw found;
        }
    }

    private void listen() {
        try {
            while (!stopping) {
                consumer.poll(POLL).forEach(record -> carefully(() -> hear(record)));
            }
        } catch (WakeupException e) {
            // Stopping.
        }
    }

    /** Nothing that befalls one report ends the others. */
    private void carefully(Runnable work) {
        try {
            work.run();
        } catch (ServiceException e) {
            fault = e;
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("a simulated agent was hindered");
        }
    }

    private synchronized void hear(ConsumerRecord<byte[], byte[]> record) {
        SimulatedAgent agent = agents.get(new String(record.key(), StandardCharsets.UTF_8));
        if (agent == null) {
            return;
        }
        BuildRequest request = reader.deserialize(record.topic(), record.headers(), record.value());
        if (!agent.isMeant(request)) {
            return;
        }
        request.getFenced().ifPresent(fenced -> {
            throw new ServiceException(
                    "the simulated agent %s was fenced (%s): end what else bears its name, and start again"
                            .formatted(agent.name(), fenced.getReason()));
        });
        request.getBuild().ifPresent(build -> {
            if (agent.take(build)) {
                watcher.asked(agent.name(), build, System.nanoTime());
                begin(agent, record.headers());
            }
        });
        request.getSettled()
                .flatMap(settled -> agent.forget(settled.getAttempt()))
                .ifPresent(open -> {
                    watcher.cancelled(open);
                    begin(agent, record.headers());
                });
    }

    private void begin(SimulatedAgent agent, Headers headers) {
        for (Build build : agent.begin()) {
            Optional<Trace> trace = Trace.from(headers);
            say(agent, agent.started(build), trace);
            builds.begin(build, (took, failure) -> carefully(() -> end(agent, build, new Ended(took, failure), trace)));
        }
    }

    private record Ended(Duration took, Optional<FailureKind> failure) {}

    private synchronized void end(SimulatedAgent agent, Build build, Ended ended, Optional<Trace> trace) {
        agent.end(build, ended.failure(), ended.took().toMillis()).ifPresent(report -> {
            watcher.answered(build, ended.failure().isEmpty());
            say(agent, report, trace);
        });
        begin(agent, new RecordHeaders());
    }

    private synchronized void beat(SimulatedAgent agent) {
        say(agent, agent.beat(), Optional.empty());
        if (beats.merge(agent.name(), 1, Integer::sum) % 2 == 0) {
            agent.unsettled().forEach(again -> say(agent, again, Optional.empty()));
        }
    }

    private void say(SimulatedAgent agent, AgentReport report, Optional<Trace> trace) {
        Topic topic = Topics.agentReport(agent.pool().trust());
        RecordHeaders headers = new RecordHeaders();
        trace.ifPresent(of -> of.into(headers));
        int partitions = producer.partitionsFor(topic.name()).size();
        byte[] value = writer.serialize(topic.name(), headers, report);
        var unused = producer.send(new ProducerRecord<>(
                topic.name(), topic.partition(agent.name(), report, partitions), agent.name(), value, headers));
    }

    @Override
    public void close() {
        stopping = true;
        clock.shutdownNow();
        consumer.wakeup();
        try {
            ears.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        consumer.close();
        producer.close(PATIENCE);
    }
}
