package dev.tidemark.planner.topology;

import com.codahale.metrics.MetricRegistry;
import dev.tidemark.graph.PackageGraph;
import dev.tidemark.graph.PackageNode;
import dev.tidemark.graph.impact.BuildTimes;
import dev.tidemark.planner.dispatch.DispatchPolicy;
import dev.tidemark.planner.testing.TestGraphs;
import dev.tidemark.planner.testing.TestKeys;
import dev.tidemark.planner.wave.Prospects;
import dev.tidemark.schemas.catalogue.Topic;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.AgentReport;
import dev.tidemark.schemas.event.Beat;
import dev.tidemark.schemas.event.Build;
import dev.tidemark.schemas.event.BuildRequest;
import dev.tidemark.schemas.event.BuildSpec;
import dev.tidemark.schemas.event.BuildSucceeded;
import dev.tidemark.schemas.event.Bump;
import dev.tidemark.schemas.event.Enrolment;
import dev.tidemark.schemas.event.Evaluated;
import dev.tidemark.schemas.event.EvaluatedJob;
import dev.tidemark.schemas.event.Failure;
import dev.tidemark.schemas.event.Finished;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.JobState;
import dev.tidemark.schemas.event.OperatorEvent;
import dev.tidemark.schemas.event.Policy;
import dev.tidemark.schemas.event.Started;
import dev.tidemark.schemas.event.VersionBump;
import dev.tidemark.schemas.event.Wave;
import dev.tidemark.schemas.event.WaveCommand;
import dev.tidemark.schemas.event.WaveEnd;
import dev.tidemark.schemas.event.WaveState;
import dev.tidemark.schemas.event.WorkspacePrepared;
import dev.tidemark.schemas.identity.AgentKey;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.schemas.signature.SigningKey;
import dev.tidemark.schemas.wire.Attestor;
import dev.tidemark.schemas.wire.BuildStatement;
import dev.tidemark.schemas.wire.DeadLetter;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.schemas.wire.IdentityCodec;
import dev.tidemark.schemas.wire.LifeAnnouncement;
import dev.tidemark.schemas.wire.RegistrySettings;
import dev.tidemark.schemas.wire.Trace;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.streams.StreamsPart;
import dev.tidemark.service.streams.StreamsSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.test.TestRecord;

/** The planner's topology on a driver, with the settings that it really runs with, and a graph that the test sets. */
final class PlannerBench implements AutoCloseable {

    static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    static final String POOL = "x86_64-linux.free";
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    static final Cores CORES = Cores.of(DispatchPolicy.STANDARD);

    private final EventSerdes serdes = serdes();
    private final MetricRegistry metrics = new MetricRegistry();
    private final TopologyTestDriver driver;
    private final Cores cores;
    private Optional<PackageGraph> graph = Optional.empty();
    private boolean reading;
    private Prospects prospects = Prospects.UNKNOWN;
    private int partitions = 1;

    PlannerBench(Path stateFolder) {
        this(stateFolder, CORES);
    }

    /** With other cores than the planner's own. */
    PlannerBench(Path stateFolder, Cores cores) {
        this.cores = cores;
        StreamsPart part = new StreamsPart(
                "tidemark-planner",
                FarmSettings.at("127.0.0.1:1"),
                new StreamsSettings("test", stateFolder, Duration.ofMillis(20), 1),
                metrics,
                this::topology);
        driver = new TopologyTestDriver(topology(), part.properties(), START);
    }

    /** A registry that no other test has put anything into. */
    static EventSerdes serdes() {
        return new EventSerdes(new RegistrySettings("mock://planner-topology-test", Map.of()));
    }

    private Topology topology() {
        return PlannerTopology.build(
                serdes,
                new Feeds(new SetGraphs(), set -> prospects),
                cores,
                new PlannerMetrics(metrics),
                () -> partitions);
    }

    long counted(String name) {
        return metrics.counter(name).getCount();
    }

    /** What it measures, as its service shows it. */
    MetricRegistry metrics() {
        return metrics;
    }

    /** From now on what is there has not been read yet, or has. */
    void reading(boolean is) {
        reading = is;
    }

    private final class SetGraphs implements Graphs {
        @Override
        public Optional<PackageGraph> newest(String set) {
            if (reading) {
                throw new AssertionError("this would wait, and all that is being built with it");
            }
            return graph;
        }

        @Override
        public boolean areRead() {
            return !reading;
        }
    }

    void graph(long sequence, PackageNode... nodes) {
        graph = Optional.of(TestGraphs.graph(sequence, Arrays.asList(nodes)));
    }

    /** What is known of builds from now on. */
    void learn(BuildTimes times) {
        prospects = Prospects.of(times);
    }

    /** The same of a set whose evaluation decides what bumps change. */
    void estimate(PackageNode... nodes) {
        graph = Optional.of(TestGraphs.estimate(Arrays.asList(nodes)));
    }

    /** From now on; the driver itself has but one, so what belongs into another is misrouted. */
    void partitions(int number) {
        partitions = number;
    }

    void pass(Duration time) {
        driver.advanceWallClockTime(time);
    }

    void publish(String attribute, String to) {
        VersionBump bump = TestGraphs.release(attribute, to, "watcher", START);
        RecordHeaders headers = new RecordHeaders();
        new Trace(TRACE).into(headers);
        send(Topics.VERSION_BUMP, VersionBump.class, new TestRecord<>("demo:" + attribute, bump, headers));
    }

    void apply(String policy) {
        send(Topics.POLICY, Policy.class, new TestRecord<>("demo", new Policy("demo", policy, "ada", START)));
    }

    void end(String wave, WaveState state) {
        send(Topics.WAVE_END, WaveEnd.class, new TestRecord<>("demo", new WaveEnd("demo", wave, state, 0.5, 0.0)));
    }

    /** Of an agent that is enrolled. */
    void beat(String agent) {
        enrol(agent);
        report(TrustDomain.FREE, beat(agent, POOL));
    }

    /** Of an agent that prepares waves. */
    void beatOfOneWhoPrepares(String agent) {
        enrol(agent);
        report(
                TrustDomain.FREE,
                from(agent, POOL)
                        .setBeat(beating(agent, POOL)
                                .setFeatures(List.of("prepare"))
                                .build())
                        .build());
    }

    /** An agent may build, as it likes. */
    void enrol(String agent) {
        enrol(agent, POOL, TestKeys.of(agent).publicKey());
    }

    void enrol(String agent, String pool, AgentKey key) {
        enrol(enrolment(agent, pool, key).build());
    }

    void enrol(Enrolment enrolment) {
        send(
                Topics.ENROLMENT,
                Enrolment.class,
                new TestRecord<>(enrolment.getPool() + "/" + enrolment.getAgent(), enrolment));
    }

    static Enrolment.Builder enrolment(String agent, String pool, AgentKey key) {
        return Enrolment.newBuilder()
                .setPool(pool)
                .setAgent(agent)
                .setKey(key.text())
                .setBy("ada")
                .setAt(START);
    }

    /** A part of what a preparation found. */
    void evaluated(BuildRequest request, int chunk, List<EvaluatedJob> rows) {
        report(
                TrustDomain.FREE,
                from(request.getAgent(), POOL)
                        .setEvaluated(new Evaluated(build(request).getAttempt(), chunk, rows))
                        .build());
    }

    /** A preparation is through. */
    void prepared(BuildRequest request, String workspace, int rows) {
        report(
                TrustDomain.FREE,
                result(
                        request,
                        finished(request)
                                .setPrepared(new WorkspacePrepared(workspace, rows))
                                .build()));
    }

    void failed(BuildRequest request, Failure failure) {
        report(
                TrustDomain.FREE,
                result(request, finished(request).setFailure(failure).build()));
    }

    /** What the agent that was asked says, signed. */
    static AgentReport result(BuildRequest request, Finished finished) {
        return from(request.getAgent(), request.getPool())
                .setResult(statement(request, finished).signed(TestKeys.of(request.getAgent())))
                .build();
    }

    static BuildStatement statement(BuildRequest request, Finished finished) {
        Attestor by = new Attestor(Pool.parse(request.getPool()), request.getAgent(), request.getIncarnation());
        return new BuildStatement(by, built(build(request).getSpec()), START, finished);
    }

    /** What is asked for, as who builds it attests it. */
    static BuildStatement.Built built(BuildSpec spec) {
        return new BuildStatement.Built(
                new PackageId(spec.getSet(), spec.getAttribute()),
                spec.getVersion(),
                new Sha256(spec.getRecipeDigest()),
                Optional.of(spec.getWorkspace())
                        .filter(digest -> !digest.isEmpty())
                        .map(Sha256::new),
                Optional.empty(),
                spec.getInputs().stream()
                        .map(input -> new BuildStatement.Input(
                                input.getAttribute(),
                                new Sha256(input.getOutputHash()),
                                IdentityCodec.trust(input.getTrust())))
                        .toList());
    }

    static Finished.Builder finished(BuildRequest request) {
        return Finished.newBuilder()
                .setAttempt(build(request).getAttempt())
                .setBuildKey(build(request).getSpec().getBuildKey())
                .setDurationMillis(1200L);
    }

    static AgentReport beat(String agent, String pool) {
        return from(agent, pool).setBeat(beating(agent, pool).build()).build();
    }

    /** A beat that proves whose it is. */
    static Beat.Builder beating(String agent, String pool) {
        return beating(agent, pool, TestKeys.of(agent));
    }

    static Beat.Builder beating(String agent, String pool, SigningKey key) {
        return Beat.newBuilder()
                .setFeatures(List.of())
                .setSlots(4)
                .setAttempts(List.of())
                .setKey(key.publicKey().text())
                .setAnnouncement(
                        LifeAnnouncement.signed(new Attestor(Pool.parse(pool), agent, agent + "-life-1"), key));
    }

    void started(BuildRequest request) {
        report(
                TrustDomain.FREE,
                from(request.getAgent(), POOL)
                        .setStarted(new Started(build(request).getAttempt()))
                        .build());
    }

    void built(BuildRequest request) {
        Build build = build(request);
        String output = TestGraphs.hash(build.getSpec().getAttribute()).hex();
        report(
                TrustDomain.FREE,
                result(
                        request,
                        finished(request)
                                .setSuccess(new BuildSucceeded(output, 17L))
                                .build()));
    }

    static Build build(BuildRequest request) {
        return request.getBuild().orElseThrow();
    }

    static AgentReport.Builder from(String agent, String pool) {
        return AgentReport.newBuilder()
                .setAgent(agent)
                .setIncarnation(agent + "-life-1")
                .setPool(pool);
    }

    void report(TrustDomain topic, AgentReport report) {
        send(Topics.agentReport(topic), AgentReport.class, new TestRecord<>(report.getAgent(), report));
    }

    <T extends SpecificRecord> void send(Topic topic, Class<T> type, TestRecord<String, T> record) {
        driver.createInputTopic(
                        topic.name(), new StringSerializer(), serdes.of(type).serializer())
                .pipeInput(record);
    }

    void sendBytes(Topic topic, String key, byte[] value) {
        driver.createInputTopic(topic.name(), new StringSerializer(), new ByteArraySerializer())
                .pipeInput(key, value);
    }

    /** How many rows a store has. */
    long kept(String store) {
        try (KeyValueIterator<Object, Object> rows =
                driver.getKeyValueStore(store).all()) {
            long count = 0;
            for (; rows.hasNext(); rows.next()) {
                count++;
            }
            return count;
        }
    }

    /** A row that another release has kept. */
    <T> void keep(String store, String key, T row) {
        driver.<String, T>getKeyValueStore(store).put(key, row);
    }

    /** A person wants something of a wave. */
    void order(String wave, UnaryOperator<WaveCommand.Builder> order) {
        WaveCommand.Builder command = WaveCommand.newBuilder().setWave(wave).setAt(START);
        send(
                Topics.WAVE_COMMAND,
                WaveCommand.class,
                new TestRecord<>(wave, order.apply(command).build()));
    }

    /** Why the only record that became a dead letter since was asked did. */
    String refusal() {
        List<TestRecord<byte[], byte[]>> letters = deadLetters();
        if (letters.size() != 1) {
            throw new AssertionError("not one dead letter, but " + letters);
        }
        return DeadLetter.from(letters.getFirst().headers()).orElseThrow().reason();
    }

    List<OperatorEvent> operatorEvents() {
        return values(sent(Topics.OPERATOR_EVENT, OperatorEvent.class));
    }

    /** What a topic was sent since it was last asked. */
    <T extends SpecificRecord> List<TestRecord<String, T>> sent(Topic topic, Class<T> type) {
        return driver.createOutputTopic(
                        topic.name(), new StringDeserializer(), serdes.of(type).deserializer())
                .readRecordsToList();
    }

    List<Bump> bumps() {
        return values(sent(Topics.BUMP, Bump.class));
    }

    List<Wave> waves() {
        return values(sent(Topics.WAVE, Wave.class));
    }

    List<BuildRequest> requests() {
        return values(sent(Topics.buildRequest(TrustDomain.FREE), BuildRequest.class));
    }

    /** The newest state of each job, as {@code attribute/system/variant}; across all that was not asked for yet. */
    Map<String, Job> jobs() {
        Map<String, Job> newest = new TreeMap<>();
        for (TestRecord<String, Job> record : sent(Topics.JOB, Job.class)) {
            newest.put(record.key().substring(record.key().indexOf('/') + 1), record.value());
        }
        return newest;
    }

    /** The newest state of a job that was told since jobs were last asked for. */
    JobState state(String job) {
        return Objects.requireNonNull(jobs().get(job), "nothing was told of " + job)
                .getState();
    }

    List<TestRecord<byte[], byte[]>> deadLetters() {
        return new ArrayList<>(driver.createOutputTopic(
                        Topics.DEAD_LETTER.name(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList());
    }

    private static <T> List<T> values(List<TestRecord<String, T>> records) {
        return records.stream().map(TestRecord::value).toList();
    }

    @Override
    public void close() {
        driver.close();
    }
}
