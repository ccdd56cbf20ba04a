package dev.tidemark.planner.kafka;

import dev.tidemark.graph.GraphBuilder;
import dev.tidemark.graph.InvalidGraphException;
import dev.tidemark.graph.PackageGraph;
import dev.tidemark.graph.PackageNode;
import dev.tidemark.graph.codec.PackageCodec;
import dev.tidemark.planner.kafka.RevisionFold.Sent;
import dev.tidemark.planner.topology.Graphs;
import dev.tidemark.schemas.catalogue.Routing;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.GraphRevision;
import dev.tidemark.schemas.event.Package;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.schemas.wire.GraphChecksum;
import dev.tidemark.schemas.wire.RegistryFailure;
import dev.tidemark.service.DeadLetterSender;
import dev.tidemark.service.DeadLetters;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.Health;
import dev.tidemark.service.Part;
import dev.tidemark.service.ServiceException;
import dev.tidemark.service.streams.Routed;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the package topic from its beginning, and folds it, exactly up to the offsets that each graph revision names, into
 * a {@link PackageGraph} that is swapped whole. A revision that does not fit is a dead letter and leaves the former one in force.
 */
public final class GraphFeed implements Part, Graphs {

    private static final Logger LOG = LoggerFactory.getLogger(GraphFeed.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final int TRIED_AT_START = 3;

    private final FarmSettings farm;
    private final Deserializer<Package> packageReader;
    private final Deserializer<GraphRevision> revisionReader;
    private final DeadLetters deadLetters;
    private final LeftOut leftOut;
    private final Map<String, PackageGraph> graphs = new ConcurrentHashMap<>();
    private final Map<String, RevisionFold> folds = new TreeMap<>();
    private final Deque<Marker> unfolded = new ArrayDeque<>();
    private volatile Health health = new Health.Starting("has not read the package topic yet");
    private @Nullable KafkaConsumer<byte[], byte[]> consumer;
    private @Nullable Thread thread;
    private volatile boolean stopping;

    /** A revision as it lies in its topic. */
    private record Marker(ConsumerRecord<byte[], byte[]> record, GraphRevision revision) {
        private String set() {
            return revision.getSet();
        }
    }

    /** For a service: what it cannot use becomes a dead letter. */
    public GraphFeed(FarmSettings farm, EventSerdes serdes) {
        this(farm, serdes, new DeadLetterSender(farm.clientSettings()));
    }

    /** @param deadLetters where records go that cannot be used; closed with the feed */
    public GraphFeed(FarmSettings farm, EventSerdes serdes, DeadLetters deadLetters) {
        this.farm = farm;
        this.packageReader = serdes.of(Package.class).deserializer();
        this.revisionReader = serdes.of(GraphRevision.class).deserializer();
        this.deadLetters = deadLetters;
        this.leftOut = new LeftOut(deadLetters);
    }

    @Override
    public String name() {
        return "graph-feed";
    }

    @Override
    public Optional<PackageGraph> newest(String set) {
        return Optional.ofNullable(graphs.get(set));
    }

    /** The sets that have a graph in force, in alphabetical order. */
    public List<String> sets() {
        return graphs.keySet().stream().sorted().toList();
    }

    /** Returns once everything that was published before has been read, so that no bump is judged against less. */
    @Override
    public void start() throws InterruptedException {
        Properties properties = farm.clientProperties();
        properties.put("isolation.level", "read_committed");
        properties.put("enable.auto.commit", "false");
        properties.put("allow.auto.create.topics", "false");
        properties.put("auto.offset.reset", "earliest");
        KafkaConsumer<byte[], byte[]> created =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer = created;
        Reader reader = new Reader(created);
        Thread started = Thread.ofVirtual().name("graph-feed").unstarted(() -> follow(reader));
        reader.assign();
        try {
            catchUp(reader);
        } catch (SerializationException e) {
            throw new ServiceException(
                    "the package topic cannot be read while the schema registry is away (%s): start it, and then the planner again"
                            .formatted(e.getMessage()),
                    e);
        }
        leftOut.caughtUp().forEach(GraphFeed::tell);
        onlyLatestOfEachSet();
        reader.foldWhatIsCovered();
        health = Health.READY;
        thread = started;
        started.start();
    }

    private void catchUp(Reader reader) throws InterruptedException {
        while (!reader.caughtUp() && !stopping) {
            reader.read();
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while reading the package topic");
            }
        }
    }

    private void follow(Reader reader) {
        try {
            while (!stopping) {
                reader.read();
                reader.foldWhatIsCovered();
                reader.refuseWhatNeverComes();
            }
        } catch (WakeupException e) {
            // Stopping.
        } catch (RuntimeException e) {
            health = new Health.Dead("the graph feed stopped: " + e.getMessage());
            LOG.atError().setCause(e).log("graph feed stopped");
        }
    }

    @Override
    public void stop() {
        stopping = true;
        if (consumer != null) {
            consumer.wakeup();
        }
        if (thread != null) {
            try {
                thread.join(Duration.ofSeconds(10));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        if (consumer != null) {
            consumer.close(CloseOptions.timeout(Duration.ofSeconds(5)));
            consumer = null;
        }
        deadLetters.close();
    }

    @Override
    public Health health() {
        return health;
    }

    /** Reads both topics with one consumer; used by one thread at a time. */
    private final class Reader {
        private final Consumer<byte[], byte[]> from;
        private List<TopicPartition> packages = List.of();
        private Map<TopicPartition, Long> ends = Map.of();
        private boolean idle;

        Reader(Consumer<byte[], byte[]> from) {
            this.from = from;
        }

        void assign() {
            packages = partitions(Topics.PACKAGE.name());
            List<TopicPartition> all = Stream.concat(
                            packages.stream(), partitions(Topics.GRAPH_REVISION.name()).stream())
                    .toList();
            from.assign(all);
            from.seekToBeginning(all);
            ends = from.endOffsets(all);
        }

        private List<TopicPartition> partitions(String topic) {
            return from.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
        }

        boolean caughtUp() {
            return ends.entrySet().stream().allMatch(end -> from.position(end.getKey()) >= end.getValue());
        }

        void read() {
            ConsumerRecords<byte[], byte[]> some = from.poll(POLL);
            some.forEach(record -> take(record, packages.size()));
            idle = some.isEmpty();
        }

        /** In each set one after the other; no set waits for another's. */
        void foldWhatIsCovered() {
            Set<String> waiting = new TreeSet<>();
            for (Iterator<Marker> all = unfolded.iterator(); all.hasNext(); ) {
                Marker marker = all.next();
                if (!waiting.contains(marker.set()) && covers(marker.revision())) {
                    all.remove();
                    fold(marker);
                } else {
                    waiting.add(marker.set());
                }
            }
        }

        /** A revision and its packages are of one transaction: at the end of the topic, what has not come will not come. */
        void refuseWhatNeverComes() {
            if (!idle || unfolded.isEmpty()) {
                return;
            }
            Map<TopicPartition, Long> now = from.endOffsets(packages);
            if (now.entrySet().stream().allMatch(end -> from.position(end.getKey()) >= end.getValue())) {
                foldOrRefuse();
            }
        }

        /** What waited behind a revision that is refused is no worse for it. */
        private void foldOrRefuse() {
            while (!unfolded.isEmpty()) {
                Marker marker = unfolded.remove();
                if (covers(marker.revision())) {
                    fold(marker);
                } else {
                    refuse(marker, "it names offsets beyond the end of the package topic; import the set again");
                }
            }
        }

        private boolean covers(GraphRevision revision) {
            return packages.stream()
                    .allMatch(partition ->
                            partition.partition() >= revision.getEndOffsets().size()
                                    || from.position(partition)
                                            >= revision.getEndOffsets().get(partition.partition()));
        }
    }

    /**
     * Compaction takes from the package topic what older revisions were made of, so most of them would be refused. A few
     * are tried, for the newest may be one that is refused, and the former one should then be in force.
     */
    private void onlyLatestOfEachSet() {
        Map<String, Deque<Marker>> latest = new TreeMap<>();
        for (Marker marker : unfolded) {
            Deque<Marker> ofSet = latest.computeIfAbsent(marker.set(), set -> new ArrayDeque<>());
            ofSet.add(marker);
            if (ofSet.size() > TRIED_AT_START) {
                ofSet.remove();
            }
        }
        unfolded.clear();
        latest.values().forEach(unfolded::addAll);
    }

    /** A package that is left out makes its revision miss its checksum, so that the former one stays in force. */
    private void take(ConsumerRecord<byte[], byte[]> record, int partitions) {
        String key = record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8);
        try {
            if (record.topic().equals(Topics.PACKAGE.name())) {
                Package value = packageReader.deserialize(record.topic(), record.value());
                if (belongs(record, key, value, partitions) && key != null) {
                    folds.computeIfAbsent(Routing.setOf(key), set -> new RevisionFold())
                            .take(
                                    record.partition(),
                                    record.offset(),
                                    key,
                                    value == null ? null : new Sent(record.value()));
                }
            } else {
                GraphRevision revision = revisionReader.deserialize(record.topic(), record.value());
                if (belongs(record, key, revision, partitions) && revision != null) {
                    unfolded.add(new Marker(record, revision));
                }
            }
        } catch (SerializationException e) {
            if (RegistryFailure.isOutage(e)) {
                throw e;
            }
            leftOut.add(record, LeftOut.Kind.UNREADABLE, String.valueOf(e.getMessage()));
        }
    }

    private boolean belongs(
            ConsumerRecord<byte[], byte[]> record,
            @Nullable String key,
            @Nullable SpecificRecord value,
            int partitions) {
        Routed.Origin from = new Routed.Origin(record.topic(), record.partition());
        Optional<String> amiss = Routed.misrouting(from, key, value, partitions);
        amiss.ifPresent(sentence -> leftOut.add(record, LeftOut.Kind.MISPLACED, sentence));
        return amiss.isEmpty();
    }

    private void fold(Marker marker) {
        GraphRevision revision = marker.revision();
        String set = revision.getSet();
        List<Sent> packages =
                folds.computeIfAbsent(set, missing -> new RevisionFold()).upTo(revision.getEndOffsets());
        try {
            Sha256 checksum =
                    GraphChecksum.ofDigests(packages.stream().map(Sent::digest).toList());
            if (!checksum.hex().equals(revision.getChecksum())) {
                refuseOrPassOver(marker);
                return;
            }
            GraphBuilder builder = new GraphBuilder(set, revision.getSequence())
                    .revision(revision.getRevision())
                    .estimate(revision.getEvaluated());
            for (Sent each : packages) {
                builder.add(node(each));
            }
            PackageGraph graph = builder.build();
            graphs.put(set, graph);
            LOG.atInfo()
                    .addKeyValue("set", set)
                    .addKeyValue("sequence", revision.getSequence())
                    .addKeyValue("packages", graph.size())
                    .log("graph revision in force");
        } catch (InvalidGraphException | IllegalArgumentException e) {
            refuse(marker, e.getMessage());
        }
    }

    /** It was read once already, when it came. */
    private PackageNode node(Sent sent) {
        return PackageCodec.node(packageReader.deserialize(Topics.PACKAGE.name(), sent.value()));
    }

    /** Nobody need do anything about one that a later one of its set is about to follow: it may be compacted by now. */
    private void refuseOrPassOver(Marker marker) {
        if (unfolded.stream().noneMatch(later -> later.set().equals(marker.set()))) {
            refuse(marker, "its packages do not have the checksum that it names; import the set again");
        }
    }

    private static void tell(LeftOut.Tally tally) {
        LOG.atError()
                .addKeyValue("records", tally.records())
                .addKeyValue("kind", tally.kind())
                .addKeyValue("first", tally.first().origin())
                .addKeyValue("reason", tally.first().reason())
                .log("the graph lacks records that are of no use; the first of them are dead letters");
    }

    /** Its importer is long gone: a dead letter tells. */
    private void refuse(Marker marker, @Nullable String reason) {
        GraphRevision revision = marker.revision();
        LOG.atError()
                .addKeyValue("set", revision.getSet())
                .addKeyValue("sequence", revision.getSequence())
                .addKeyValue("reason", reason)
                .log("graph revision refused; the former one stays in force");
        deadLetters.send(
                marker.record(),
                "revision %d of the graph of %s is refused, and the former one stays in force: %s"
                        .formatted(revision.getSequence(), revision.getSet(), reason));
    }
}
