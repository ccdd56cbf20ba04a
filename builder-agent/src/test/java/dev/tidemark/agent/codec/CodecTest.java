package dev.tidemark.agent.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import dev.tidemark.agent.attempt.AgentAction;
import dev.tidemark.agent.attempt.AgentAction.ReportBeat;
import dev.tidemark.agent.attempt.AgentAction.ReportFinished;
import dev.tidemark.agent.attempt.AgentAction.State;
import dev.tidemark.agent.attempt.AgentEvent;
import dev.tidemark.agent.attempt.HoldBack;
import dev.tidemark.agent.build.Abilities;
import dev.tidemark.agent.build.BuildOutcome;
import dev.tidemark.agent.build.BuildTask;
import dev.tidemark.agent.build.Devices;
import dev.tidemark.agent.build.Workspace;
import dev.tidemark.agent.gpu.Gpu;
import dev.tidemark.agent.log.LogChunk;
import dev.tidemark.agent.log.LoggedAttempt;
import dev.tidemark.agent.machine.Condition;
import dev.tidemark.agent.machine.Machine;
import dev.tidemark.agent.machine.Pressure;
import dev.tidemark.fingerprint.Cause;
import dev.tidemark.fingerprint.Family;
import dev.tidemark.schemas.event.AgentReport;
import dev.tidemark.schemas.event.AttemptState;
import dev.tidemark.schemas.event.AttemptStatus;
import dev.tidemark.schemas.event.Beat;
import dev.tidemark.schemas.event.Build;
import dev.tidemark.schemas.event.BuildLogChunk;
import dev.tidemark.schemas.event.BuildRequest;
import dev.tidemark.schemas.event.BuildSpec;
import dev.tidemark.schemas.event.BumpKind;
import dev.tidemark.schemas.event.BumpRef;
import dev.tidemark.schemas.event.Evaluated;
import dev.tidemark.schemas.event.Failure;
import dev.tidemark.schemas.event.FailureKind;
import dev.tidemark.schemas.event.Fenced;
import dev.tidemark.schemas.event.Finished;
import dev.tidemark.schemas.event.Hold;
import dev.tidemark.schemas.event.Input;
import dev.tidemark.schemas.event.LogEnd;
import dev.tidemark.schemas.event.Mirror;
import dev.tidemark.schemas.event.Purpose;
import dev.tidemark.schemas.event.Settled;
import dev.tidemark.schemas.event.Trust;
import dev.tidemark.schemas.event.TurnedAway;
import dev.tidemark.schemas.event.Variant;
import dev.tidemark.schemas.event.WantedWorkspace;
import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.schemas.signature.SigningKey;
import dev.tidemark.schemas.wire.Attestor;
import dev.tidemark.schemas.wire.BuildStatement;
import dev.tidemark.schemas.wire.Envelopes;
import dev.tidemark.schemas.wire.Envelopes.Opened;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.schemas.wire.IdentityCodec;
import dev.tidemark.schemas.wire.LifeAnnouncement;
import dev.tidemark.schemas.wire.RegistrySettings;
import dev.tidemark.schemas.wire.Trace;
import dev.tidemark.workspace.EvaluatedJob;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class CodecTest {

    private static final String TOPIC = "t";
    private static final String HASH = "2".repeat(64);
    private static final Trace TRACE = new Trace("00-%s-%s-01".formatted("a".repeat(32), "b".repeat(16)));
    private static final EventSerdes SERDES = new EventSerdes(new RegistrySettings("mock://codec-test", Map.of()));
    private static final AgentIdentity SELF = new AgentIdentity(
            "anna",
            "life-2",
            Pool.parse("x86_64-linux.unfree"),
            List.of("kvm", "gpu"),
            3,
            new Machine(8, 1L << 34),
            List.of(new Gpu(0, "GPU-5f6d1c2e", "NVIDIA H200", "sm-90", 143_771L << 20, "550.54.15")),
            1L << 30,
            new Abilities(List.of("tiny", "demo"), "bubblewrap", "cgroup"));

    private static final Attestor ATTESTOR = new Attestor(SELF.pool(), "anna", "life-2");
    private static final SigningKey KEY = SigningKey.generate();

    private final RequestReader reader = new RequestReader(SERDES, SELF);
    private final ReportWriter writer = new ReportWriter(SERDES, SELF, KEY);
    private final Headers headers = new RecordHeaders();

    @Test
    void a_chunk_of_a_log_says_whose_it_is_and_can_be_read_alone() {
        LogChunkWriter writer = new LogChunkWriter(SERDES, SELF);
        LoggedAttempt attempt =
                new LoggedAttempt("5d1c-17", PackageId.parse("tiny:zlib"), "1.3", new Sha256("a".repeat(64)));
        String text = "\u001b[31merror:\u001b[0m no such word \u2026\n".repeat(1000);
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
        int length = bytes.remaining();

        byte[] written = writer.write(
                "build-log", attempt, new LogChunk(3, 700, bytes, Optional.of(new LogChunk.End(1L << 33, true))));

        assertThat(written.length).isLessThan(1000);
        BuildLogChunk chunk = SERDES.of(BuildLogChunk.class).deserializer().deserialize("build-log", written);
        assertThat(writer.key(attempt)).isEqualTo("x86_64-linux.unfree/5d1c-17");
        assertThat(chunk.getPool() + "/" + chunk.getAttempt()).isEqualTo(writer.key(attempt));
        assertThat(chunk.getAgent() + " " + chunk.getIncarnation()).isEqualTo("anna life-2");
        assertThat(chunk.getSet() + ":" + chunk.getAttribute() + " " + chunk.getVersion())
                .isEqualTo("tiny:zlib 1.3");
        assertThat(chunk.getBuildKey()).isEqualTo("a".repeat(64));
        assertThat(chunk.getSequence()).isEqualTo(3);
        assertThat(chunk.getOffset()).isEqualTo(700);
        byte[] packed = new byte[chunk.getZstd().remaining()];
        chunk.getZstd().get(packed);
        assertThat(new String(Zstd.decompress(packed, chunk.getLength()), StandardCharsets.UTF_8))
                .isEqualTo(text);
        assertThat(chunk.getLength()).isEqualTo(length);
        assertThat(chunk.getEnd()).contains(new LogEnd(1L << 33, true));
    }

    @Test
    void the_end_of_a_log_may_have_no_text() {
        LoggedAttempt attempt =
                new LoggedAttempt("5d1c-17", PackageId.parse("tiny:zlib"), "1.3", new Sha256("a".repeat(64)));
        LogChunk end = new LogChunk(0, 0, ByteBuffer.allocate(0), Optional.of(new LogChunk.End(0, false)));

        BuildLogChunk chunk = SERDES.of(BuildLogChunk.class)
                .deserializer()
                .deserialize("build-log", new LogChunkWriter(SERDES, SELF).write("build-log", attempt, end));

        assertThat(chunk.getLength()).isZero();
        assertThat(chunk.getZstd().remaining()).isZero();
        assertThat(chunk.getEnd()).contains(new LogEnd(0L, false));
    }

    @Test
    void a_request_is_read_with_all_that_a_build_needs_and_its_trace() throws Exception {
        TRACE.into(headers);

        assertThat(read(request("anna", "life-2").setBuild(build("x86_64-linux", HASH))))
                .contains(new AgentEvent.BuildRequested(
                        new BuildTask(
                                "attempt-1",
                                PackageId.parse("tiny:zlib"),
                                "1.3",
                                SELF.pool(),
                                new Sha256(HASH),
                                List.of(new BuildTask.Input("glibc", new Sha256(HASH), TrustDomain.FREE)),
                                new Sha256(HASH),
                                Workspace.NONE,
                                List.of("gpu"),
                                Devices.NONE,
                                BuildTask.Before.HARDLY,
                                List.of(new BuildTask.Input(
                                        "@source-000000000000-z.tar.gz", new Sha256(HASH), TrustDomain.FREE)),
                                new TreeMap<>(
                                        Map.of("mirror://gnu/", List.of("https://b.example/", "https://a.example/")))),
                        Optional.of(TRACE.traceparent())));
    }

    @Test
    void a_request_that_may_be_of_what_was_built_before_says_so() throws Exception {
        for (Purpose purpose : Purpose.values()) {
            Build build = Build.newBuilder(build("x86_64-linux", HASH))
                    .setPurpose(purpose)
                    .build();
            boolean again = Set.of(
                            Purpose.RESTORE, Purpose.RETRY, Purpose.CONFIRM, Purpose.INFRA_RETRY, Purpose.UNKNOWN)
                    .contains(purpose);

            assertThat(read(request("anna", "life-2").setBuild(build)))
                    .as("%s", purpose)
                    .hasValueSatisfying(event -> assertThat(
                                    ((AgentEvent.BuildRequested) event).task().before())
                            .isEqualTo(again ? BuildTask.Before.PERHAPS : BuildTask.Before.HARDLY));
        }
    }

    @Test
    void a_request_says_which_workspace_it_is_built_in() throws Exception {
        Build plain = build("x86_64-linux", HASH);
        Build build = Build.newBuilder(plain)
                .setSpec(BuildSpec.newBuilder(plain.getSpec())
                        .setWorkspace(HASH)
                        .setVariant(Variant.BASELINE)
                        .build())
                .build();

        assertThat(read(request("anna", "life-2").setBuild(build)))
                .hasValueSatisfying(event -> assertThat(
                                ((AgentEvent.BuildRequested) event).task().workspace())
                        .isEqualTo(new Workspace.Published(
                                new Sha256(HASH), dev.tidemark.schemas.identity.Variant.BASELINE)));
    }

    @Test
    void a_request_to_prepare_says_what_is_to_be_applied_to_what() throws Exception {
        Build plain = build("x86_64-linux", HASH);
        BumpRef bump = BumpRef.newBuilder()
                .setAttribute("zlib")
                .setFrom("1.3")
                .setTo("1.4")
                .setKind(BumpKind.ROUTINE)
                .setPublisher("watcher")
                .setChange("refs/pull/12/head")
                .build();
        Build build = Build.newBuilder(plain)
                .setSpec(BuildSpec.newBuilder(plain.getSpec())
                        .setAttribute("@workspace")
                        .setPrepare(new WantedWorkspace(7L, "commit-1", List.of(bump)))
                        .build())
                .build();

        assertThat(read(request("anna", "life-2").setBuild(build)))
                .hasValueSatisfying(event -> assertThat(
                                ((AgentEvent.BuildRequested) event).task().workspace())
                        .isEqualTo(new Workspace.Wanted(
                                7,
                                "commit-1",
                                List.of(new Workspace.Bump("zlib", "1.3", "1.4", Optional.of("refs/pull/12/head"))))));
    }

    @Test
    void what_a_preparation_finds_is_said_with_its_part_and_its_end_with_the_workspace() throws Exception {
        JobId wave = new JobId("zlib", "x86_64-linux", dev.tidemark.schemas.identity.Variant.WAVE);
        JobId need = new JobId("perl", "x86_64-linux", dev.tidemark.schemas.identity.Variant.BASELINE);
        EvaluatedJob job = new EvaluatedJob(
                wave,
                "1.4",
                TrustDomain.UNFREE,
                new Sha256(HASH),
                List.of("kvm"),
                List.of("nina"),
                true,
                "marked as broken",
                List.of(need));

        AgentReport part = written(new AgentAction.ReportEvaluated("x-1", 3, List.of(job), Optional.empty()));
        BuildTask task = new BuildTask(
                "x-1",
                new PackageId("tiny", PackageId.WORKSPACE),
                "commit-1",
                SELF.pool(),
                new Sha256(HASH),
                List.of(),
                new Sha256(HASH),
                new Workspace.Wanted(1, "commit-1", List.of()));
        BuildStatement end = signed(written(new ReportFinished(
                task,
                new BuildOutcome.Prepared(new Sha256(HASH), 1, Duration.ofSeconds(2)),
                Instant.parse("2026-01-01T00:00:00Z"),
                Optional.empty())));

        Evaluated evaluated = part.getEvaluated().orElseThrow();
        assertThat(evaluated.getAttempt()).isEqualTo("x-1");
        assertThat(evaluated.getChunk()).isEqualTo(3);
        assertThat(evaluated.getRows()).singleElement().satisfies(row -> {
            assertThat(IdentityCodec.jobId(row.getJob())).isEqualTo(wave);
            assertThat(row.getVersion()).isEqualTo("1.4");
            assertThat(row.getTrust()).isEqualTo(Trust.UNFREE);
            assertThat(row.getFeatures()).containsExactly("kvm");
            assertThat(row.getMaintainers()).containsExactly("nina");
            assertThat(row.getSentinel()).isTrue();
            assertThat(row.getRefusal()).isEqualTo("marked as broken");
            assertThat(row.getNeeds()).extracting(IdentityCodec::jobId).containsExactly(need);
        });
        assertThat(end.finished().getPrepared().orElseThrow().getRows()).isEqualTo(1);
        assertThat(end.finished().getPrepared().orElseThrow().getWorkspace()).isEqualTo(HASH);
        assertThat(end.built().workspace()).isEmpty();
    }

    @Test
    void a_request_is_not_given_up_while_the_registry_is_away() {
        byte[] bytes = {0, 0, 0, 0, 10, 0};
        RequestReader cutOff = new RequestReader(
                new EventSerdes(new RegistrySettings("http://127.0.0.1:1", Map.of("max.retries", "0"))), SELF);

        assertThatThrownBy(() -> cutOff.read(TOPIC, headers, bytes)).isInstanceOf(KafkaException.class);
        assertThatThrownBy(() -> reader.read(TOPIC, headers, new byte[] {0, 0, 0, 0, 10, 0}))
                .isInstanceOf(UnreadableRequestException.class);
    }

    @Test
    void what_is_settled_and_who_is_fenced_is_read() throws Exception {
        assertThat(read(request("anna", "life-2").setSettled(new Settled("attempt-1"))))
                .contains(new AgentEvent.AttemptSettled("attempt-1"));
        assertThat(read(request("anna", "life-2").setFenced(new Fenced("stop it"))))
                .contains(new AgentEvent.AgentFenced("stop it"));
        assertThat(read(request("anna", "life-2").setTurnedAway(new TurnedAway("enrol it"))))
                .contains(new AgentEvent.TurnedAway("enrol it"));
    }

    @Test
    void what_is_for_another_agent_or_another_life_is_ignored() throws Exception {
        assertThat(read(request("bert", "life-2").setSettled(new Settled("attempt-1"))))
                .isEmpty();
        assertThat(read(request("anna", "life-1").setSettled(new Settled("attempt-1"))))
                .isEmpty();
        assertThat(read(request("bert", "life-2"))).isEmpty();
    }

    @Test
    void what_makes_no_sense_cannot_be_read() {
        assertThatThrownBy(() -> reader.read(TOPIC, headers, new byte[] {0, 0, 0, 0, 99}))
                .isInstanceOf(UnreadableRequestException.class);
        assertThatThrownBy(() -> read(request("anna", "life-2").setBuild(build("x86_64-linux", "no digest"))))
                .isInstanceOf(UnreadableRequestException.class);
        assertThatThrownBy(() -> read(request("anna", "life-2").setBuild(build("riscv64-linux", HASH))))
                .isInstanceOf(UnreadableRequestException.class)
                .hasMessage("a build for the pool riscv64-linux.unfree reached an agent of x86_64-linux.unfree");
    }

    @Test
    void a_request_with_a_name_that_leads_elsewhere_cannot_be_read() {
        for (String hostile :
                List.of("..", "../zlib", "/etc", "a/b", "-rf", "$(touch pwned)", "a;b", "a b", "a\nb", "")) {
            Build build = build("x86_64-linux", HASH);
            BuildSpec.Builder named = BuildSpec.newBuilder(build.getSpec()).setAttribute(hostile);
            BuildSpec.Builder set = BuildSpec.newBuilder(build.getSpec()).setSet(hostile);
            BuildSpec.Builder input =
                    BuildSpec.newBuilder(build.getSpec()).setInputs(List.of(new Input(hostile, HASH, Trust.FREE)));
            for (BuildSpec.Builder spec : List.of(named, set, input)) {
                assertThatThrownBy(() -> read(request("anna", "life-2")
                                .setBuild(Build.newBuilder(build)
                                        .setSpec(spec.build())
                                        .build())))
                        .as("%s", hostile)
                        .isInstanceOf(UnreadableRequestException.class)
                        .hasMessageContaining("is not valid: use letters, digits and");
            }
        }
    }

    /** As the serdes read what they do not know: NewerEventTest in schemas. */
    @Test
    void a_request_that_is_newer_than_the_agent_cannot_be_read_and_says_so() {
        assertThatThrownBy(() -> read(request("anna", "life-2")))
                .isInstanceOf(UnreadableRequestException.class)
                .hasMessage("a kind of request that is newer than this program: upgrade it");
        Build build = build("x86_64-linux", HASH);
        Build elsewhere = Build.newBuilder(build)
                .setSpec(BuildSpec.newBuilder(build.getSpec())
                        .setTrust(Trust.UNKNOWN)
                        .build())
                .build();
        assertThatThrownBy(() -> read(request("anna", "life-2").setBuild(elsewhere)))
                .isInstanceOf(UnreadableRequestException.class)
                .hasMessage("a trust domain that is newer than this program: upgrade it");
    }

    @Test
    void a_request_of_two_kinds_cannot_be_read() {
        assertThatThrownBy(() -> read(request("anna", "life-2")
                        .setSettled(new Settled("attempt-1"))
                        .setFenced(new Fenced("stop it"))))
                .isInstanceOf(UnreadableRequestException.class)
                .hasMessage("a kind of request that is 2 at once: correct the program that wrote it");
    }

    @Test
    void a_beat_says_what_the_agent_offers_and_where_its_attempts_stand() {
        AgentReport report = written(new ReportBeat(
                List.of(new AgentAction.AttemptStatus("attempt-1", State.RUNNING)),
                new Condition(Optional.of(new Pressure(0.5, 0.25, 0.125)), OptionalLong.of(1L << 40)),
                new AgentAction.Mood(HoldBack.Hold.MEMORY, true, false)));

        assertThat(report)
                .isEqualTo(AgentReport.newBuilder()
                        .setAgent("anna")
                        .setIncarnation("life-2")
                        .setPool("x86_64-linux.unfree")
                        .setBeat(Beat.newBuilder()
                                .setFeatures(List.of("gpu", "kvm"))
                                .setSlots(3)
                                .setAttempts(List.of(new AttemptStatus("attempt-1", AttemptState.RUNNING)))
                                .setCpus(8)
                                .setMemoryBytes(1L << 34)
                                .setDiskBytes(1L << 40)
                                .setDraining(true)
                                .setSets(List.of("demo", "tiny"))
                                .setBuildMemoryBytes(1L << 30)
                                .setSandbox("bubblewrap")
                                .setLimits("cgroup")
                                .setPressure(new dev.tidemark.schemas.event.Pressure(0.5, 0.25, 0.125))
                                .setHold(Hold.MEMORY)
                                .setLeaving(false)
                                .setKey(KEY.publicKey().text())
                                .setAnnouncement(LifeAnnouncement.signed(ATTESTOR, KEY))
                                .setGpus(List.of(new dev.tidemark.schemas.event.Gpu(
                                        "NVIDIA H200", "sm-90", 143_771L << 20, "550.54.15")))
                                .build())
                        .build());
        assertThat(Trace.from(headers)).isEmpty();
    }

    @Test
    void a_failure_carries_its_proof_and_the_trace_of_its_request() {
        BuildOutcome outcome = new BuildOutcome.Failed(
                dev.tidemark.agent.build.FailureKind.TEST_FAILED,
                "the tests ended with status 1",
                List.of("last line"),
                Optional.empty(),
                new Cause(Family.TEST, List.of("the cause"), new Sha256(HASH)),
                "test",
                Duration.ofMillis(1234));

        BuildTask task = new BuildTask(
                "attempt-1",
                PackageId.parse("tiny:zlib"),
                "1.3",
                SELF.pool(),
                new Sha256(HASH),
                List.of(new BuildTask.Input("glibc", new Sha256("3".repeat(64)), TrustDomain.FREE)),
                new Sha256(HASH),
                new Workspace.Published(new Sha256("4".repeat(64)), dev.tidemark.schemas.identity.Variant.WAVE));
        Instant ended = Instant.parse("2026-01-01T00:00:00Z");

        BuildStatement statement =
                signed(written(new ReportFinished(task, outcome, ended, Optional.of(TRACE.traceparent()))));

        assertThat(statement.by()).isEqualTo(ATTESTOR);
        assertThat(statement.endedAt()).isEqualTo(ended);
        assertThat(statement.built())
                .isEqualTo(new BuildStatement.Built(
                        PackageId.parse("tiny:zlib"),
                        "1.3",
                        new Sha256(HASH),
                        Optional.of(new Sha256("4".repeat(64))),
                        Optional.of(dev.tidemark.schemas.identity.Variant.WAVE),
                        List.of(new BuildStatement.Input("glibc", new Sha256("3".repeat(64)), TrustDomain.FREE))));
        assertThat(statement.finished())
                .isEqualTo(Finished.newBuilder()
                        .setAttempt("attempt-1")
                        .setBuildKey(HASH)
                        .setFailure(new Failure(
                                FailureKind.TEST_FAILED,
                                "the tests ended with status 1",
                                List.of("last line"),
                                null,
                                HASH,
                                "anna",
                                "test",
                                List.of("the cause"),
                                List.of()))
                        .setDurationMillis(1234L)
                        .build());
        assertThat(Trace.from(headers)).contains(TRACE);
    }

    @Test
    void what_was_built_of_a_derivation_names_it_in_what_is_signed() {
        String derivation = "/nix/store/0c0p4hvdd9k1ibmg9xs6m0fnkj9yr3bd-strkit-1.0.drv";

        BuildStatement statement = signed(written(new ReportFinished(
                ofInputs(1),
                new BuildOutcome.Succeeded(new Sha256(HASH), 17, Optional.of(derivation), Duration.ofSeconds(1)),
                Instant.EPOCH,
                Optional.empty())));

        assertThat(statement.built().derivation()).contains(derivation);
    }

    @Test
    void a_result_of_thousands_of_inputs_is_signed_whole() {
        BuildStatement statement = signed(written(new ReportFinished(
                ofInputs(5_000),
                new BuildOutcome.Succeeded(new Sha256(HASH), 17, Duration.ofSeconds(1)),
                Instant.EPOCH,
                Optional.empty())));

        assertThat(statement.built().inputs()).hasSize(5_000);
        assertThat(statement.finished().getSuccess()).isPresent();
    }

    @Test
    void a_result_that_nobody_would_read_since_it_is_too_long_becomes_a_fault_that_says_so() {
        BuildStatement statement = signed(written(new ReportFinished(
                ofInputs(10_000),
                new BuildOutcome.Succeeded(new Sha256(HASH), 17, Duration.ofSeconds(1)),
                Instant.EPOCH,
                Optional.empty())));

        assertThat(statement.built().inputs()).isEmpty();
        assertThat(statement.finished().getAttempt()).isEqualTo("attempt-1");
        assertThat(statement.finished().getBuildKey()).isEqualTo(HASH);
        assertThat(statement.finished().getDurationMillis()).isEqualTo(1000);
        assertThat(statement.finished().getFailure()).hasValueSatisfying(failure -> {
            assertThat(failure.getKind()).isEqualTo(FailureKind.AGENT_FAULT);
            assertThat(failure.getMessage())
                    .startsWith("the result of tiny:zlib has ")
                    .contains("with its 10000 inputs, and 900000 are taken");
        });
    }

    private static BuildTask ofInputs(int inputs) {
        return new BuildTask(
                "attempt-1",
                PackageId.parse("tiny:zlib"),
                "1.3",
                SELF.pool(),
                new Sha256(HASH),
                IntStream.range(0, inputs)
                        .mapToObj(each ->
                                new BuildTask.Input("package-" + each, new Sha256("3".repeat(64)), TrustDomain.FREE))
                        .toList(),
                new Sha256(HASH));
    }

    /** What the agent's key has signed. */
    private static BuildStatement signed(AgentReport report) {
        return switch (Envelopes.open(report.getResult().orElseThrow(), BuildStatement.TYPE, KEY.publicKey())) {
            case Opened.Genuine(ByteBuffer payload) -> BuildStatement.read(payload);
            case Opened.Refused(Envelopes.Flaw flaw) -> throw new AssertionError(flaw);
        };
    }

    private static BuildRequest.Builder request(String agent, String incarnation) {
        return BuildRequest.newBuilder()
                .setPool("x86_64-linux.unfree")
                .setAgent(agent)
                .setIncarnation(incarnation);
    }

    private Optional<AgentEvent> read(BuildRequest.Builder request) throws Exception {
        byte[] value = SERDES.of(BuildRequest.class).serializer().serialize(TOPIC, request.build());
        return reader.read(TOPIC, headers, value);
    }

    private AgentReport written(AgentAction.Report report) {
        return SERDES.of(AgentReport.class).deserializer().deserialize(TOPIC, writer.write(TOPIC, headers, report));
    }

    private static Build build(String system, String digest) {
        BuildSpec spec = BuildSpec.newBuilder()
                .setSet("tiny")
                .setAttribute("zlib")
                .setVersion("1.3")
                .setSystem(system)
                .setTrust(Trust.UNFREE)
                .setRecipeDigest(digest)
                .setInputs(List.of(new Input("glibc", HASH, Trust.FREE)))
                .setFeatures(List.of("gpu"))
                .setBuildKey(HASH)
                .setSources(List.of(new Input("@source-000000000000-z.tar.gz", HASH, Trust.FREE)))
                .setMirrors(List.of(new Mirror("mirror://gnu/", List.of("https://b.example/", "https://a.example/"))))
                .build();
        return new Build("attempt-1", spec, Purpose.BUILD);
    }
}
