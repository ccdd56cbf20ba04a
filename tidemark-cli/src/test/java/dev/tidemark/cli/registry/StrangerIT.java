package dev.tidemark.cli.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.TinySet;
import dev.tidemark.cli.broker.EmbeddedCluster;
import dev.tidemark.cli.farm.EmbeddedFarm;
import dev.tidemark.cli.farm.FarmFolder;
import dev.tidemark.cli.farm.FarmNews;
import dev.tidemark.cli.farm.FarmWatch;
import dev.tidemark.cli.farm.Intake;
import dev.tidemark.schemas.catalogue.SchemaCatalogue;
import dev.tidemark.schemas.catalogue.Topic;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.WaveState;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.schemas.wire.SchemaRegistrar;
import dev.tidemark.set.PackageSet;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written here, read and written again through a real registry by clients that nobody here wrote. */
final class StrangerIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int PARTITIONS = 3;
    private static final int RECORDS_OF_EACH_SCHEMA = 24;

    @TempDir
    private static Path schemas;

    private static ApicurioServer registry;

    @TempDir
    private Path folder;

    @BeforeAll
    static void startRegistry() throws Exception {
        registry = ApicurioServer.start(schemas);
        // Somebody else's comes first, so that the server's ids are not by chance those of the catalogue.
        register("somebody-elses", "\"string\"");
    }

    @AfterAll
    static void stopRegistry() {
        registry.close();
    }

    @Test
    void a_strangers_bump_becomes_a_breakage_and_the_stranger_reads_every_topic() throws Exception {
        NodeScripts node = NodeScripts.installed();
        try (FarmFolder data = FarmFolder.take(folder.resolve("farm"))) {
            breakTheTinySet(data, node);
            // The same log once more without anybody who writes to it: it has one end for all who read it.
            try (EmbeddedCluster cluster = EmbeddedCluster.start(data.resolve("broker"), 1, 0);
                    TopicLog log = new TopicLog(cluster.bootstrapServers())) {
                Map<String, List<ConsumerRecord<String, byte[]>>> written = new TreeMap<>();
                for (Topic topic : Topics.all()) {
                    written.put(topic.name(), log.read(topic.name()));
                }

                NodeScripts.Run run = node.run("round-trip.mjs", arguments(cluster, written.keySet().stream()));

                assertThat(run.lines())
                        .as(run.errors())
                        .containsExactlyElementsOf(written.entrySet().stream()
                                .map(topic -> allIdentical(topic.getKey(), topic.getValue()))
                                .toList());
                assertThat(run.status()).isZero();
                assertThat(written.get(Topics.BREAKAGE.name())).isNotEmpty();
                assertThat(written.get(Topics.DEAD_LETTER.name())).isEmpty();
                assertThat(idsIn(written)).isNotEmpty().isSubsetOf(registeredIds());
                for (Topic topic : Topics.all()) {
                    if (topic.value().isPresent()) {
                        assertEachLiesWhereItBelongs(topic, log.read(topic.name()));
                    }
                }
            }
        }
    }

    /** Whoever wrote it, a plain producer or Kafka Streams; but for the bump, which lies where the stranger put it and again. */
    private static void assertEachLiesWhereItBelongs(Topic topic, List<ConsumerRecord<String, byte[]>> records) {
        try (var reader = new EventSerdes(registry.settings()).readerOf(topic)) {
            List<String> misplaced = new ArrayList<>();
            for (ConsumerRecord<String, byte[]> record : records) {
                SpecificRecord value = reader.deserialize(topic.name(), record.value());
                if (value != null) {
                    assertThat(record.key()).isEqualTo(topic.key().of(value));
                }
                if (record.partition() != topic.partition(record.key(), value, PARTITIONS)) {
                    misplaced.add(record.key());
                }
            }
            assertThat(misplaced)
                    .as(topic.name())
                    .isEqualTo(topic.equals(Topics.VERSION_BUMP) ? List.of("tiny:base") : List.of());
        }
    }

    /** Returns once everything has happened that a bump of {@code base} makes happen. */
    private void breakTheTinySet(FarmFolder data, NodeScripts node) throws Exception {
        PackageSet set = PackageSet.load(TinySet.write(folder.resolve("tiny")));
        EmbeddedFarm.Options options = new EmbeddedFarm.Options(
                data,
                1,
                PARTITIONS,
                0,
                registry.settings(),
                Map.of(set.name(), set.folder()),
                EmbeddedFarm.Options.THIS_MACHINE,
                2,
                Duration.ofMinutes(10),
                Map.of(),
                Optional.empty(),
                Map.of());
        try (EmbeddedFarm farm = EmbeddedFarm.start(options, part -> {});
                FarmWatch watch = FarmWatch.open(farm.settings(), FarmWatch.From.NOW)) {
            new Intake(farm.settings()).importSet(set, "x86_64-linux");
            // Where another hash than ours would put it.
            int partition = (Topics.VERSION_BUMP.partitionOf(set.name(), PARTITIONS) + 1) % PARTITIONS;

            NodeScripts.Run bump = node.run(
                    "publish-bump.mjs",
                    farm.settings().brokers(),
                    registry.url(),
                    set.name(),
                    "base",
                    "2",
                    Integer.toString(partition));

            assertThat(bump.status()).as(bump.errors()).isZero();
            assertThat(bump.lines())
                    .containsExactly("{\"topic\":\"%s\",\"partition\":%d,\"offset\":\"0\"}"
                            .formatted(Topics.VERSION_BUMP.name(), partition));
            awaitBreakageAndEnd(watch);
        }
    }

    private static void awaitBreakageAndEnd(FarmWatch watch) {
        List<FarmNews> seen = new ArrayList<>();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (seen.stream().noneMatch(FarmNews.OfBreakage.class::isInstance)
                || seen.stream()
                        .noneMatch(news ->
                                news instanceof FarmNews.OfWave(var wave) && wave.getState() == WaveState.RED)) {
            assertThat(System.nanoTime()).as("not in time; seen: %s", seen).isLessThan(deadline);
            seen.addAll(watch.next(Duration.ofMillis(100)));
        }
    }

    @Test
    void whatever_fits_a_schema_of_the_catalogue_survives_a_stranger() throws Exception {
        NodeScripts node = NodeScripts.installed();
        long seed = Long.getLong("seed", 1);
        RandomRecords random = new RandomRecords(seed);
        new SchemaRegistrar(registry.settings()).register();
        EventSerdes serdes = new EventSerdes(registry.settings());
        try (EmbeddedCluster cluster = EmbeddedCluster.start(folder.resolve("broker"), 1, 0);
                TopicLog log = new TopicLog(cluster.bootstrapServers())) {
            List<String> topics = new ArrayList<>();
            List<String> expected = new ArrayList<>();
            for (SchemaCatalogue.Entry entry : SchemaCatalogue.entries()) {
                String topic = "scratch." + entry.schema().getName();
                Class<?> type = SpecificData.get().getClass(entry.schema());
                log.fill(
                        topic,
                        written(
                                serdes,
                                topic,
                                type.asSubclass(SpecificRecord.class),
                                random.ofSchema(entry.schema(), RECORDS_OF_EACH_SCHEMA)));
                topics.add(topic);
                expected.add(allIdentical(topic, log.read(topic)));
            }

            NodeScripts.Run run = node.run("round-trip.mjs", arguments(cluster, topics.stream()));

            assertThat(run.lines()).as("seed %d; %s", seed, run.errors()).isEqualTo(expected);
            assertThat(run.status()).isZero();
        }
    }

    /** As services write it, through the generated class; what it reads back is what was written. */
    private static <T extends SpecificRecord> List<byte[]> written(
            EventSerdes serdes, String topic, Class<T> type, List<GenericData.Record> records) throws IOException {
        List<byte[]> values = new ArrayList<>();
        try (Serde<T> serde = serdes.of(type)) {
            for (GenericData.Record record : records) {
                T event = specific(type, record);
                byte[] value = serde.serializer().serialize(topic, event);
                assertThat(serde.deserializer().deserialize(topic, value)).isEqualTo(event);
                values.add(value);
            }
        }
        return values;
    }

    private static <T extends SpecificRecord> T specific(Class<T> type, GenericData.Record record) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        new GenericDatumWriter<>(record.getSchema()).write(record, encoder);
        return new SpecificDatumReader<>(type)
                .read(null, DecoderFactory.get().binaryDecoder(bytes.toByteArray(), null));
    }

    @Test
    void a_stranger_says_what_it_cannot_read_and_what_it_would_write_otherwise() throws Exception {
        NodeScripts node = NodeScripts.installed();
        int id = register("numbers", "{\"type\": \"array\", \"items\": \"int\"}");
        byte[] oneBlock = ofSchema(id, "020a00");
        // The same array as a block that also tells its size, as Avro allows and nobody here writes.
        byte[] sizedBlock = ofSchema(id, "01020a00");
        byte[] rubbish = "rubbish".getBytes(StandardCharsets.UTF_8);
        try (EmbeddedCluster cluster = EmbeddedCluster.start(folder.resolve("broker"), 1, 0);
                TopicLog log = new TopicLog(cluster.bootstrapServers())) {
            log.fill("mixed", List.of(oneBlock, sizedBlock, rubbish));

            NodeScripts.Run run = node.run("round-trip.mjs", arguments(cluster, Stream.of("mixed")));

            assertThat(run.status()).isEqualTo(1);
            assertThat(run.lines())
                    .singleElement()
                    .asString()
                    .contains("\"records\":3,\"tombstones\":0,\"identical\":1")
                    .contains("\"differing\":[{\"partition\":0,\"offset\":\"1\",\"was\":\"%s\",\"is\":\"%s\"}]"
                            .formatted(
                                    HexFormat.of().formatHex(sizedBlock),
                                    HexFormat.of().formatHex(oneBlock)))
                    .contains("\"undecodable\":[{\"partition\":0,\"offset\":\"2\",\"reason\":\"");
        }
    }

    private static byte[] ofSchema(int id, String body) {
        byte[] bytes = HexFormat.of().parseHex(body);
        return ByteBuffer.allocate(5 + bytes.length)
                .put((byte) 0)
                .putInt(id)
                .put(bytes)
                .array();
    }

    private static String[] arguments(EmbeddedCluster cluster, Stream<String> topics) {
        return Stream.concat(Stream.of(cluster.bootstrapServers(), registry.url()), topics)
                .toArray(String[]::new);
    }

    /** What the script prints of a topic that it could read and write again as it is. */
    private static String allIdentical(String topic, List<ConsumerRecord<String, byte[]>> records) {
        long tombstones =
                records.stream().filter(record -> record.value() == null).count();
        return "{\"topic\":\"%s\",\"records\":%d,\"tombstones\":%d,\"identical\":%d,\"differing\":[],\"undecodable\":[]}"
                .formatted(topic, records.size(), tombstones, records.size() - tombstones);
    }

    private static List<Integer> idsIn(Map<String, List<ConsumerRecord<String, byte[]>>> written) {
        return written.values().stream()
                .flatMap(List::stream)
                .filter(record -> record.value() != null)
                .map(record -> ByteBuffer.wrap(record.value()).getInt(1))
                .distinct()
                .toList();
    }

    /** The ids that the server gave to the catalogue's schemas. */
    private static List<Integer> registeredIds() throws IOException, InterruptedException {
        List<Integer> ids = new ArrayList<>();
        for (SchemaCatalogue.Entry entry : SchemaCatalogue.entries()) {
            ids.add(id(registry.get("/subjects/" + entry.subject() + "/versions/latest")
                    .body()));
        }
        return ids;
    }

    private static int register(String subject, String schema) throws IOException, InterruptedException {
        String quoted = schema.replace("\"", "\\\"");
        return id(registry.post("/subjects/" + subject + "/versions", "{\"schema\": \"" + quoted + "\"}")
                .body());
    }

    private static int id(String answer) {
        return Integer.parseInt(answer.replaceFirst("(?s).*\"id\" *: *(\\d+).*", "$1"));
    }
}
