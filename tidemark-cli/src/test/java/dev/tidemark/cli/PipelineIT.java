package dev.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.farm.EmbeddedFarm;
import dev.tidemark.cli.farm.FarmFolder;
import dev.tidemark.cli.farm.Intake;
import dev.tidemark.cli.graph.FarmGraph;
import dev.tidemark.cli.graph.FarmHistory;
import dev.tidemark.graph.EdgeKind;
import dev.tidemark.graph.EdgePolicy;
import dev.tidemark.graph.impact.Capacity;
import dev.tidemark.graph.impact.PlanImpact;
import dev.tidemark.graph.impact.Question;
import dev.tidemark.schemas.catalogue.Topic;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.Breakage;
import dev.tidemark.schemas.event.Bump;
import dev.tidemark.schemas.event.BumpKind;
import dev.tidemark.schemas.event.BumpState;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.Variant;
import dev.tidemark.schemas.event.Wave;
import dev.tidemark.schemas.event.WaveState;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.schemas.wire.RegistrySettings;
import dev.tidemark.schemas.wire.Trace;
import dev.tidemark.set.PackageSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bump to breakage over three broker nodes, with real builds and a ledger that the recipes themselves keep. */
final class PipelineIT {

    private static final int PARTITIONS = 3;

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    @Test
    void a_bump_becomes_one_breakage_that_carries_its_trace_and_rubbish_stops_nothing() throws Exception {
        Path ledger = Files.createFile(folder.resolve("ledger"));
        PackageSet set = PackageSet.load(withLedger(TinySet.write(folder.resolve("tiny")), ledger));
        try (FarmFolder data = FarmFolder.take(folder.resolve("farm"));
                EmbeddedFarm farm = EmbeddedFarm.start(options(data, set, ledger), part -> {})) {
            EventSerdes serdes = new EventSerdes(farm.settings().registry());
            Intake intake = new Intake(farm.settings());
            intake.importSet(set, "x86_64-linux");
            publishRubbish(farm, Topics.VERSION_BUMP, "tiny:base");

            intake.publishBump(new PackageId("tiny", "base"), "2", BumpKind.ROUTINE, "watcher");
            intake.publishBump(new PackageId("tiny", "base"), "2", BumpKind.ROUTINE, "watcher");
            intake.publishBump(new PackageId("tiny", "nobody"), "2", BumpKind.ROUTINE, "watcher");

            try (Reader reader = new Reader(farm)) {
                reader.readUntil(seen -> seen.values(serdes, Topics.WAVE, Wave.class).values().stream()
                                .anyMatch(wave -> wave.getState() == WaveState.RED)
                        && !seen.records(Topics.BREAKAGE).isEmpty()
                        && !seen.records(Topics.DEAD_LETTER).isEmpty());

                assertThat(reader.values(serdes, Topics.WAVE, Wave.class)).hasSize(1);
                assertThat(outcomes(reader.values(serdes, Topics.JOB, Job.class)))
                        .containsExactlyInAnyOrderEntriesOf(Map.of(
                                "base", "SUCCEEDED", "left", "SUCCEEDED", "right", "REGRESSED", "top", "BLOCKED"));
                assertOneBreakage(reader, serdes);
                Bump held = reader.values(serdes, Topics.BUMP, Bump.class).get("tiny:nobody@2");
                assertThat(held).isNotNull();
                assertThat(held.getState()).isEqualTo(BumpState.HELD);
                assertThat(held.getReason())
                        .hasValueSatisfying(reason -> assertThat(reason).contains("has no package nobody"));
                assertThat(new String(
                                reader.records(Topics.DEAD_LETTER).getFirst().value(), StandardCharsets.UTF_8))
                        .isEqualTo("rubbish");
            }
            // base and left once, right twice with the bump; then base and right once without it.
            assertThat(Files.readAllLines(ledger))
                    .containsExactlyInAnyOrder("base 2", "left 1", "right 1", "right 1", "base 1", "right 1");
            assertDurationsLearnt(farm);
        }
    }

    @Test
    void what_the_artifact_store_loses_is_built_again_and_nothing_else_is() throws Exception {
        Path ledger = Files.createFile(folder.resolve("ledger"));
        Path gate = folder.resolve("gate");
        Path written = TinySet.write(folder.resolve("tiny"));
        for (String attribute : List.of("left", "right")) {
            Path recipe = written.resolve("packages").resolve(attribute).resolve("build");
            String wait = "while ! test -e '%s'; do sleep 0.1; done\n".formatted(gate);
            Files.writeString(recipe, wait + Files.readString(recipe));
        }
        PackageSet set = PackageSet.load(withLedger(written, ledger));
        try (FarmFolder data = FarmFolder.take(folder.resolve("farm"));
                EmbeddedFarm farm =
                        EmbeddedFarm.start(options(data, set, 1, Map.of("sandbox.mode", "off")), part -> {})) {
            EventSerdes serdes = new EventSerdes(farm.settings().registry());
            Intake intake = new Intake(farm.settings());
            intake.importSet(set, "x86_64-linux");
            intake.publishBump(new PackageId("tiny", "base"), "2", BumpKind.ROUTINE, "watcher");
            try (Reader reader = new Reader(farm)) {
                // The agent's only slot waits at the gate, with what it needs of base; the next one is still to fetch
                // it.
                reader.readUntil(seen -> lines(ledger) == 2);
                deleteFiles(data.resolve("artifacts"));
                Files.createFile(gate);
                reader.readUntil(seen -> seen.values(serdes, Topics.WAVE, Wave.class).values().stream()
                                .anyMatch(wave -> wave.getState() == WaveState.RED)
                        && outcomes(seen.values(serdes, Topics.JOB, Job.class)).containsValue("BLOCKED"));

                assertThat(outcomes(reader.values(serdes, Topics.JOB, Job.class)))
                        .containsExactlyInAnyOrderEntriesOf(Map.of(
                                "base", "SUCCEEDED", "left", "SUCCEEDED", "right", "REGRESSED", "top", "BLOCKED"));
                assertThat(reader.records(Topics.JOB).stream()
                                .map(record -> serdes.of(Job.class)
                                        .deserializer()
                                        .deserialize(Topics.JOB.name(), record.value()))
                                .flatMap(job -> job.getWaitsFor().stream()))
                        .anyMatch(reason -> reason.startsWith("the input base is lost")
                                && reason.endsWith("it is built again first"));
            }
            // base once more than without the loss; what read it before is not built again.
            assertThat(Files.readAllLines(ledger))
                    .containsExactlyInAnyOrder("base 2", "base 2", "left 1", "right 1", "right 1", "base 1", "right 1");
        }
    }

    private static long lines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void deleteFiles(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Of base, left and right; of top nothing, since it was never built. Rubbish in between does not undo it. */
    private static void assertDurationsLearnt(EmbeddedFarm farm) throws Exception {
        publishRubbish(farm, Topics.JOB_HISTORY, "tiny:base/x86_64-linux");
        publishRubbish(farm, Topics.JOB_HISTORY, "another:base/x86_64-linux");

        FarmHistory.Learnt learnt = FarmHistory.read(farm.settings(), "tiny");

        assertThat(learnt.remarks())
                .containsExactly(
                        "records of the builds' history that were of no use and passed over: 1; the log says why");
        Question question = new Question(
                FarmGraph.read(farm.settings(), Optional.of("tiny")),
                List.of("base"),
                new EdgePolicy(EdgePolicy.Reach.TRANSITIVE, EnumSet.allOf(EdgeKind.class)),
                learnt.times(),
                new Capacity(2, 0, new TreeSet<>()));
        assertThat(PlanImpact.of(question).costliest())
                .hasSize(4)
                .allSatisfy(cost ->
                        assertThat(cost.learnt()).isEqualTo(!cost.attribute().equals("top")));
    }

    private static void assertOneBreakage(Reader reader, EventSerdes serdes) {
        Map<String, Breakage> breakages = reader.values(serdes, Topics.BREAKAGE, Breakage.class);
        assertThat(breakages).hasSize(1);
        Breakage breakage = breakages.values().iterator().next();
        assertThat(breakage.getBlamed())
                .singleElement()
                .satisfies(bump -> assertThat(bump.getAttribute() + bump.getFrom() + bump.getTo())
                        .isEqualTo("base12"));
        assertThat(breakage.getRegressed()).singleElement().satisfies(job -> {
            assertThat(job.getPath()).containsExactly("base", "right");
            assertThat(job.getTries()).isEqualTo(2);
            assertThat(job.getFailure().getLogTail()).contains("error: base offers no word right");
        });
        assertThat(breakage.getBlockedCount()).isEqualTo(1);
        assertThat(breakage.getAct()).containsExactly("right-keeper", "base-keeper", "watcher");

        ConsumerRecord<String, byte[]> last = reader.records(Topics.BREAKAGE).getLast();
        Optional<Trace> published = reader.records(Topics.VERSION_BUMP).stream()
                .filter(record -> "tiny:base".equals(record.key()))
                .flatMap(record -> Trace.from(record.headers()).stream())
                .findFirst();
        assertThat(published).isPresent();
        assertThat(Trace.from(last.headers())).isEqualTo(published);
        assertThat(new String(last.headers().lastHeader("package").value(), StandardCharsets.UTF_8))
                .isEqualTo("right");
    }

    private static Map<String, String> outcomes(Map<String, Job> jobs) {
        Map<String, String> outcomes = new TreeMap<>();
        jobs.values().stream()
                .filter(job -> job.getJob().getVariant() == Variant.WAVE)
                .forEach(job ->
                        outcomes.put(job.getJob().getAttribute(), job.getState().name()));
        return outcomes;
    }

    private static EmbeddedFarm.Options options(FarmFolder data, PackageSet set, Path ledger) {
        // The ledger is a file of this machine.
        return options(data, set, 2, Map.of("sandbox.writable", "[\"%s\"]".formatted(ledger)));
    }

    private static EmbeddedFarm.Options options(FarmFolder data, PackageSet set, int slots, Map<String, String> agent) {
        return new EmbeddedFarm.Options(
                data,
                3,
                PARTITIONS,
                0,
                RegistrySettings.WITHOUT_SERVER,
                Map.of(set.name(), set.folder()),
                EmbeddedFarm.Options.THIS_MACHINE,
                slots,
                Duration.ofMinutes(10),
                agent,
                Optional.empty(),
                Map.of());
    }

    /** Every recipe first writes down that it runs. */
    private static Path withLedger(Path set, Path ledger) throws Exception {
        for (String attribute : List.of("base", "left", "right", "top", "lone")) {
            Path recipe = set.resolve("packages").resolve(attribute).resolve("build");
            String line = "echo \"%s $version\" >> '%s'\n".formatted(attribute, ledger);
            Files.writeString(recipe, line + Files.readString(recipe));
        }
        return set;
    }

    private static void publishRubbish(EmbeddedFarm farm, Topic topic, String key) throws Exception {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                farm.settings().clientProperties(), new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic.name(), key, "rubbish".getBytes(StandardCharsets.UTF_8)))
                    .get();
        }
    }

    /** Everything that a few topics hold, from their beginning. */
    private static final class Reader implements AutoCloseable {
        private final KafkaConsumer<String, byte[]> consumer;
        private final List<ConsumerRecord<String, byte[]>> seen = new ArrayList<>();

        Reader(EmbeddedFarm farm) {
            Properties properties = farm.settings().clientProperties();
            properties.put("isolation.level", "read_committed");
            consumer = new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
            List<TopicPartition> partitions = List.of(
                            Topics.VERSION_BUMP,
                            Topics.BUMP,
                            Topics.WAVE,
                            Topics.JOB,
                            Topics.BREAKAGE,
                            Topics.DEAD_LETTER)
                    .stream()
                    .flatMap(topic -> consumer.partitionsFor(topic.name()).stream())
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
        }

        void readUntil(Predicate<Reader> condition) {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (!condition.test(this)) {
                assertThat(System.nanoTime()).as("not in time; seen: %s", seen).isLessThan(deadline);
                consumer.poll(Duration.ofMillis(100)).forEach(seen::add);
            }
        }

        List<ConsumerRecord<String, byte[]>> records(Topic topic) {
            return seen.stream()
                    .filter(record -> record.topic().equals(topic.name()))
                    .toList();
        }

        /** The newest value of each key. */
        <T extends SpecificRecord> Map<String, T> values(EventSerdes serdes, Topic topic, Class<T> type) {
            Map<String, T> values = new TreeMap<>();
            records(topic)
                    .forEach(record -> values.put(
                            record.key(), serdes.of(type).deserializer().deserialize(topic.name(), record.value())));
            return values;
        }

        @Override
        public void close() {
            consumer.close();
        }
    }
}
