package dev.tidemark.benchmarks.plan;

import com.sun.management.OperatingSystemMXBean;
import dev.tidemark.benchmarks.report.Measurement;
import dev.tidemark.cli.broker.EmbeddedCluster;
import dev.tidemark.cli.farm.Intake;
import dev.tidemark.cli.farm.Provisioning;
import dev.tidemark.intake.ImportProgress;
import dev.tidemark.intake.SetGraph;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.ServiceException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A set's graph as a whole, published revision on an embedded broker, beside a producer that sends the same records as they
 * are. What counts is the processor's time of the whole process: both ends and the broker. Belongs to one thread.
 */
final class ImportContest implements AutoCloseable {

    private static final int TIMES = 3;
    /** A broker takes differently long from one time to the next: more rounds than of what runs alone say as much. */
    private static final int OFTENER = 3;

    private static final int PARTITIONS = 4;
    private static final Provisioning.Width WIDTH =
            new Provisioning.Width(OptionalInt.of(PARTITIONS), OptionalInt.of(1));
    private static final String RAW = "raw-";
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final double NANOS_PER_MILLI = 1e6;
    /** Two imports of one process: garbage collection and compilation come when they come. */
    private static final double TOLERANCE = 0.1;

    private final SetGraph graph;
    private final EmbeddedCluster cluster;
    private final FarmSettings farm;
    private final Admin admin;
    private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    /** The topic of the last turn; every turn has a new one. */
    private String raw = RAW;

    private int produced;

    private ImportContest(SetGraph graph, EmbeddedCluster cluster) {
        this.graph = graph;
        this.cluster = cluster;
        this.farm = FarmSettings.at(cluster.bootstrapServers());
        this.admin = Admin.create(farm.clientProperties());
    }

    /** @param folder for the broker's data */
    static ImportContest start(SetGraph graph, Path folder) throws InterruptedException {
        EmbeddedCluster cluster = EmbeddedCluster.start(folder, 1, 0);
        try {
            return new ImportContest(graph, cluster);
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    Measurement hold(String ratio, PlanBenchmark.Rounds rounds) throws InterruptedException {
        publish();
        read();
        Duel.Side ours = new Duel.Side("import, as a whole revision", () -> often(this::publish));
        Duel.Side baseline = new Duel.Side("import: the same records, raw", () -> often(this::produce));
        return new Duel(ratio, ours, baseline, List.of()).hold(rounds.warmUp(), OFTENER * rounds.counted(), TOLERANCE);
    }

    /** A process's time is told in hundredths of a second: one import alone would say too little. */
    private static double often(Duel.Contender once) throws InterruptedException {
        double millis = 0;
        for (int time = 0; time < TIMES; time++) {
            millis += once.turn();
        }
        return millis / TIMES;
    }

    private double publish() throws InterruptedException {
        without(Set.of(Topics.PACKAGE.name(), Topics.GRAPH_REVISION.name()));
        var unused = Provisioning.applyTopics(farm, WIDTH);
        awaitLeaders(Topics.PACKAGE.name());
        awaitLeaders(Topics.GRAPH_REVISION.name());
        long begin = processNanos();
        String said = new Intake(farm).publish(graph, ImportProgress.SILENT);
        long spent = processNanos() - begin;
        if (!said.endsWith("graph revision 1: %,d written, 0 removed".formatted(graph.size()))) {
            throw new AssertionError("a fresh farm was told of another revision: " + said);
        }
        return spent / NANOS_PER_MILLI;
    }

    private double produce() throws InterruptedException {
        without(Set.of(raw));
        raw = RAW + ++produced;
        done(admin.createTopics(List.of(new NewTopic(raw, Optional.of(PARTITIONS), Optional.empty())))
                .all());
        awaitLeaders(raw);
        Properties settings = farm.clientProperties();
        settings.put("acks", "all");
        settings.put("linger.ms", "5");
        long begin = processNanos();
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (ConsumerRecord<byte[], byte[]> record : records) {
                var unused = producer.send(new ProducerRecord<>(raw, record.partition(), record.key(), record.value()));
            }
            producer.flush();
        }
        return (processNanos() - begin) / NANOS_PER_MILLI;
    }

    /** Deletes topics, and returns when the broker knows nothing of them any more: clients would write to what was there. */
    private void without(Set<String> topics) throws InterruptedException {
        Set<String> there = new TreeSet<>(done(admin.listTopics().names()));
        there.retainAll(topics);
        done(admin.deleteTopics(there).all());
        await(names -> Collections.disjoint(names, there), "delete " + there);
    }

    /** What the controller has decided the broker hears of a little later. */
    private void await(Predicate<Set<String>> topics, String what) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!topics.test(done(admin.listTopics().names()))) {
            if (System.nanoTime() > deadline) {
                throw new ServiceException("the broker does not %s: see the log file".formatted(what));
            }
        }
    }

    /**
     * Returns when the leaders of a fresh topic serve. Of a producer's first batches one that comes too early is refused while
     * the next one is taken, and then the broker takes the first no more.
     */
    private void awaitLeaders(String topic) throws InterruptedException {
        await(names -> names.contains(topic), "make " + topic);
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>(); // Asked for all at once.
        for (TopicDescription described :
                done(admin.describeTopics(List.of(topic)).allTopicNames()).values()) {
            described
                    .partitions()
                    .forEach(each -> ends.put(new TopicPartition(topic, each.partition()), OffsetSpec.latest()));
        }
        done(admin.listOffsets(ends).all());
    }

    private static <T> T done(org.apache.kafka.common.KafkaFuture<T> asked) throws InterruptedException {
        try {
            return asked.get();
        } catch (ExecutionException e) {
            throw new ServiceException("the broker refuses what the benchmark asks: see the log file", e);
        }
    }

    /** Keeps what an import wrote, to be sent again as it is. */
    private void read() {
        Properties settings = farm.clientProperties();
        settings.put("isolation.level", "read_committed");
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> all = consumer.partitionsFor(Topics.PACKAGE.name()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (records.size() < graph.size()) {
                consumer.poll(POLL).forEach(records::add);
                if (System.nanoTime() > deadline) {
                    throw new ServiceException(
                            "of %d packages %d can be read: see the log file".formatted(graph.size(), records.size()));
                }
            }
        }
    }

    private static long processNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    @Override
    public void close() {
        admin.close(PATIENCE);
        cluster.close();
    }
}
