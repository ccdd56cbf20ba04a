package dev.tidemark.benchmarks.farm;

import dev.tidemark.cli.farm.FarmFolder;
import dev.tidemark.intake.SetGraph;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.AbandonWave;
import dev.tidemark.schemas.event.BumpKind;
import dev.tidemark.schemas.event.BumpRef;
import dev.tidemark.schemas.event.OpenWave;
import dev.tidemark.schemas.event.Wave;
import dev.tidemark.schemas.event.WaveCommand;
import dev.tidemark.schemas.event.WaveState;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.ServiceException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Waves that are opened on a planner without agents, and given up; and their records, raw. Belongs to one thread. */
final class OpenedWaves implements AutoCloseable {

    private static final int PARTITIONS = 8;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final double NANOS_PER_MILLI = 1e6;
    private static final String RAW = "raw.";
    private static final String FINISHED = "tidemark-planner-finished-waves-changelog";
    /** Everything that opening a wave writes. */
    private static final List<String> WRITTEN = List.of(
            "tidemark-planner-waves-changelog",
            "tidemark-planner-wave-jobs-changelog",
            "tidemark-planner-job-states-changelog",
            Topics.JOB.name(),
            Topics.JOB_DEMAND.name(),
            Topics.NOTICE.name(),
            Topics.WAVE.name());

    private final PlannerFarm farm;
    private final EventSerdes serdes;
    private final KafkaProducer<byte[], byte[]> commands;
    private final KafkaProducer<byte[], byte[]> raw;
    private int opened;
    private Optional<String> problem = Optional.empty();

    /**
     * How long it took to open a wave, and to send its records raw.
     *
     * @param records how many
     */
    record Times(double openedMillis, double rawMillis, int records) {}

    private OpenedWaves(PlannerFarm farm) {
        this.farm = farm;
        this.serdes = new EventSerdes(farm.settings().registry());
        Properties sending = farm.settings().clientProperties();
        sending.put("acks", "all");
        sending.put("linger.ms", "0");
        commands = new KafkaProducer<>(sending, new ByteArraySerializer(), new ByteArraySerializer());
        Properties transactional = farm.settings().clientProperties();
        transactional.put("transactional.id", "raw");
        raw = new KafkaProducer<>(transactional, new ByteArraySerializer(), new ByteArraySerializer());
        raw.initTransactions();
    }

    /** Starts a broker and a planner with these sets. */
    static OpenedWaves start(FarmFolder folder, List<SetGraph> sets, Consumer<String> progress)
            throws InterruptedException {
        progress.accept("starting a broker and a planner");
        PlannerFarm farm = PlannerFarm.start(folder, PARTITIONS);
        try {
            sets.forEach(farm::publish);
            farm.startPlanner();
            makeRawTopics(farm.settings());
            return new OpenedWaves(farm);
        } catch (RuntimeException | InterruptedException e) {
            farm.close();
            throw e;
        }
    }

    private static void makeRawTopics(FarmSettings settings) throws InterruptedException {
        try (Admin admin = Admin.create(settings.clientProperties())) {
            admin.createTopics(WRITTEN.stream()
                            .map(topic -> new NewTopic(RAW + topic, Optional.of(PARTITIONS), Optional.empty()))
                            .toList())
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new ServiceException("the topics of the baseline cannot be made: see the log file", e);
        }
    }

    /** Opens a wave for a bump of a package, sends its records raw, and gives it up. */
    Times open(String set, String attribute) {
        opened++;
        String wave = "%s-%d".formatted(set, opened);
        BumpRef bump = BumpRef.newBuilder()
                .setAttribute(attribute)
                .setFrom("1.0")
                .setTo("99." + opened)
                .setKind(BumpKind.ROUTINE)
                .setPublisher("benchmark")
                .build();
        try (Reader waves = new Reader(List.of(Topics.WAVE.name()));
                Reader written = new Reader(WRITTEN);
                Reader finished = new Reader(List.of(FINISHED))) {
            long begin = System.nanoTime();
            tell(wave, command -> command.setOpen(new OpenWave(set, List.of(bump), 1L, null)));
            waves.until(record -> isIn(record, wave, WaveState.OPEN));
            long took = System.nanoTime() - begin;
            List<ConsumerRecord<byte[], byte[]>> records = written.until(record -> isIn(record, wave, WaveState.OPEN));
            records.addAll(written.rest());
            long sent = send(records);
            tell(wave, command -> command.setAbandon(new AbandonWave("benchmark", "it was measured")));
            finished.until(record -> record.value() == null && wave.equals(key(record)));
            return new Times(took / NANOS_PER_MILLI, sent / NANOS_PER_MILLI, records.size());
        }
    }

    private void tell(String wave, UnaryOperator<WaveCommand.Builder> order) {
        WaveCommand command = order.apply(WaveCommand.newBuilder().setWave(wave).setAt(Instant.now()))
                .build();
        String topic = Topics.WAVE_COMMAND.name();
        var unused = commands.send(new ProducerRecord<>(
                topic,
                Topics.WAVE_COMMAND.partition(wave, command, PARTITIONS),
                wave.getBytes(StandardCharsets.UTF_8),
                serdes.of(WaveCommand.class).serializer().serialize(topic, command)));
    }

    private boolean isIn(ConsumerRecord<byte[], byte[]> record, String wave, WaveState state) {
        return record.topic().equals(Topics.WAVE.name())
                && wave.equals(key(record))
                && serdes.of(Wave.class)
                        .deserializer()
                        .deserialize(record.topic(), record.value())
                        .getState()
                        .equals(state);
    }

    private static String key(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.key(), StandardCharsets.UTF_8);
    }

    /** In one transaction, until the last of each topic can be read. */
    private long send(List<ConsumerRecord<byte[], byte[]>> records) {
        Map<String, Integer> left = new TreeMap<>();
        records.forEach(record -> left.merge(RAW + record.topic(), 1, Integer::sum));
        try (Reader reader = new Reader(List.of(RAW + Topics.WAVE.name()))) {
            int awaited = left.getOrDefault(RAW + Topics.WAVE.name(), 0);
            long begin = System.nanoTime();
            raw.beginTransaction();
            for (ConsumerRecord<byte[], byte[]> record : records) {
                var unused = raw.send(
                        new ProducerRecord<>(RAW + record.topic(), record.partition(), record.key(), record.value()));
            }
            raw.commitTransaction();
            int[] back = {0};
            var unused = reader.until(record -> ++back[0] == awaited);
            return System.nanoTime() - begin;
        }
    }

    /** What went wrong; empty when nothing did. */
    Optional<String> problem() {
        farm.requireAlive();
        return problem;
    }

    @Override
    public void close() {
        commands.close(PATIENCE);
        raw.close(PATIENCE);
        farm.close();
    }

    /** What is committed to some topics from now on. */
    private final class Reader implements AutoCloseable {
        private final KafkaConsumer<byte[], byte[]> consumer;

        Reader(List<String> topics) {
            Properties reading = farm.settings().clientProperties();
            reading.put("isolation.level", "read_committed");
            reading.put("enable.auto.commit", "false");
            consumer = new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
            List<TopicPartition> all = topics.stream()
                    .flatMap(topic -> consumer.partitionsFor(topic).stream())
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(all);
            consumer.seekToEnd(all);
            all.forEach(consumer::position);
        }

        /** All up to the poll that brings one that is such. */
        List<ConsumerRecord<byte[], byte[]>> until(Predicate<ConsumerRecord<byte[], byte[]>> such) {
            List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            boolean found = false;
            while (!found) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    read.add(record);
                    found |= such.test(record);
                }
                farm.requireAlive();
                if (System.nanoTime() > deadline) {
                    throw new ServiceException("what was asked for did not come: see the log file");
                }
            }
            return read;
        }

        /** What is left of what was committed so far. */
        List<ConsumerRecord<byte[], byte[]>> rest() {
            List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
            Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(POLL).forEach(read::add);
            }
            return read;
        }

        @Override
        public void close() {
            consumer.close();
        }
    }
}
