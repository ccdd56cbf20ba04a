package dev.tidemark.planner.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.graph.EdgeKind;
import dev.tidemark.graph.PackageNode;
import dev.tidemark.graph.Refusal;
import dev.tidemark.graph.codec.PackageCodec;
import dev.tidemark.planner.admit.BumpStatus;
import dev.tidemark.planner.admit.WaveRecord;
import dev.tidemark.planner.build.BuildFailure;
import dev.tidemark.planner.build.BuildSpec;
import dev.tidemark.planner.build.Bump;
import dev.tidemark.planner.build.Urgency;
import dev.tidemark.planner.build.Workspace;
import dev.tidemark.planner.dispatch.DispatchDecision.News;
import dev.tidemark.planner.dispatch.DispatchEvent;
import dev.tidemark.planner.dispatch.JobHistory;
import dev.tidemark.planner.dispatch.Want;
import dev.tidemark.planner.dispatch.Wanter;
import dev.tidemark.planner.testing.Newer;
import dev.tidemark.planner.testing.RandomValues;
import dev.tidemark.planner.testing.Seeds;
import dev.tidemark.planner.testing.TestGraphs;
import dev.tidemark.planner.wave.AdvanceWave;
import dev.tidemark.planner.wave.FrozenJob;
import dev.tidemark.planner.wave.JobStatus;
import dev.tidemark.planner.wave.Preparation;
import dev.tidemark.planner.wave.WaveDecision;
import dev.tidemark.planner.wave.WaveEvent;
import dev.tidemark.planner.wave.WavePlan;
import dev.tidemark.planner.wave.WaveTally;
import dev.tidemark.planner.wave.WaveView;
import dev.tidemark.schemas.event.AgentReport;
import dev.tidemark.schemas.event.AttemptState;
import dev.tidemark.schemas.event.AttemptStatus;
import dev.tidemark.schemas.event.Beat;
import dev.tidemark.schemas.event.BuildSucceeded;
import dev.tidemark.schemas.event.BumpRef;
import dev.tidemark.schemas.event.Dependency;
import dev.tidemark.schemas.event.DependencyKind;
import dev.tidemark.schemas.event.Evaluated;
import dev.tidemark.schemas.event.Failure;
import dev.tidemark.schemas.event.FailureKind;
import dev.tidemark.schemas.event.Finished;
import dev.tidemark.schemas.event.JobDemand;
import dev.tidemark.schemas.event.JobEvent;
import dev.tidemark.schemas.event.JobRef;
import dev.tidemark.schemas.event.JobStarted;
import dev.tidemark.schemas.event.OpenWave;
import dev.tidemark.schemas.event.Package;
import dev.tidemark.schemas.event.Purpose;
import dev.tidemark.schemas.event.Started;
import dev.tidemark.schemas.event.Trust;
import dev.tidemark.schemas.event.Variant;
import dev.tidemark.schemas.event.VersionBump;
import dev.tidemark.schemas.event.WantedWorkspace;
import dev.tidemark.schemas.event.WaveState;
import dev.tidemark.schemas.history.SchemaHistory;
import dev.tidemark.schemas.history.SchemaVersion;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.schemas.identity.WaveId;
import dev.tidemark.schemas.store.JobEntry;
import dev.tidemark.schemas.store.WaveEntry;
import dev.tidemark.schemas.store.WaveJob;
import dev.tidemark.schemas.wire.Attestor;
import dev.tidemark.schemas.wire.BuildStatement;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.schemas.wire.NewerEventException;
import dev.tidemark.schemas.wire.RegistrySettings;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class CodecTest {

    private static final int SEEDS = 300;

    private final EventSerdes serdes = new EventSerdes(new RegistrySettings("mock://planner-codec-test", Map.of()));

    @Test
    void a_job_is_read_back_as_it_was_kept() {
        Seeds.each(SEEDS, seed -> {
            JobStatus status = new RandomValues(seed).jobStatus();
            assertThat(WaveCodec.status(overTheWire(WaveCodec.entry(status)))).isEqualTo(status);
        });
    }

    @Test
    void a_job_that_a_release_kept_that_knew_no_other_logs_is_read_back_without() throws Exception {
        Schema earlier = SchemaHistory.of("dev.tidemark.schemas.store.JobEntry").stream()
                .map(SchemaVersion::schema)
                .filter(schema -> schema.getField("otherLogs") == null)
                .reduce((one, next) -> next)
                .orElseThrow();
        JobStatus status = new RandomValues(1).jobStatus();
        GenericRecord kept = new GenericData.Record(earlier);
        JobEntry now = WaveCodec.entry(status);
        earlier.getFields().forEach(field -> kept.put(field.name(), now.get(field.name())));
        kept.put("failure", null);
        kept.put("earlier", List.of());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        new GenericDatumWriter<GenericRecord>(earlier).write(kept, encoder);
        encoder.flush();

        JobEntry read = new SpecificDatumReader<JobEntry>(earlier, JobEntry.getClassSchema())
                .read(null, DecoderFactory.get().binaryDecoder(bytes.toByteArray(), null));

        assertThat(WaveCodec.status(read).otherLogs()).isEmpty();
        assertThat(WaveCodec.status(read).tries()).isEqualTo(status.tries());
    }

    @Test
    void a_history_is_read_back_as_it_was_kept() {
        Seeds.each(SEEDS, seed -> {
            JobHistory history = new RandomValues(seed).jobHistory();
            assertThat(HistoryCodec.history(overTheWire(HistoryCodec.event("x86_64-linux", history))))
                    .isEqualTo(history);
        });
    }

    @Test
    void a_bump_is_read_back_as_it_was_kept() {
        Seeds.each(SEEDS, seed -> {
            BumpStatus status = new RandomValues(seed).bumpStatus();
            assertThat(BumpCodec.status(overTheWire(BumpCodec.event(status)))).isEqualTo(status);
        });
    }

    @Test
    void a_wave_of_a_set_is_read_back_as_it_was_kept() {
        Seeds.each(SEEDS, seed -> {
            WaveRecord wave = new RandomValues(seed).waveRecord();
            assertThat(AdmissionCodec.record(overTheWire(AdmissionCodec.entry(wave))))
                    .isEqualTo(wave);
        });
    }

    @Test
    void a_failure_and_a_spec_are_read_back_as_they_were_sent() {
        Seeds.each(SEEDS, seed -> {
            RandomValues random = new RandomValues(seed);
            BuildFailure failure = random.failure();
            assertThat(EventCodec.failure(EventCodec.failure(failure))).isEqualTo(failure);
            BuildSpec spec = random.spec();
            assertThat(EventCodec.spec(EventCodec.spec(spec))).isEqualTo(spec);
        });
    }

    @Test
    void a_plan_is_read_back_as_it_was_kept() {
        List<Bump> bumps = List.of(TestGraphs.bump("a"), TestGraphs.bump("x"));
        WavePlan plan = TestGraphs.plan(
                bumps,
                TestGraphs.graph(
                        TestGraphs.node("a"),
                        TestGraphs.node("b", List.of("aarch64-linux", TestGraphs.SYSTEM), true, List.of("gpu"), "a"),
                        TestGraphs.node("c", "b", "x"),
                        TestGraphs.node("x", "c")));
        for (int jobsARow : List.of(1, 3, plan.size())) {
            assertSame(plan(plan.wave(), entry(bumps), rows(plan, jobsARow)), plan);
        }
    }

    @Test
    void a_wave_job_is_kept_by_its_baseline_job_only_where_it_is_as_that() {
        List<Bump> bumps = List.of(TestGraphs.bump("a"));
        WavePlan plan = TestGraphs.plan(bumps, TestGraphs.graph(TestGraphs.node("a")));
        FrozenJob base = plan.job(0);
        FrozenJob same = plan.job(1);
        assertThat(same.version()).isNotEqualTo(base.version());
        assertThat(WaveCodec.frozen(plan, 0, 2).getBumped()).hasSize(1);
        List<FrozenJob> others = List.of(
                other(same, UnaryOperator.identity(), TestGraphs.hash("other"), same.features(), same.maintainers()),
                other(same, UnaryOperator.identity(), same.recipeDigest(), List.of("kvm"), same.maintainers()),
                other(same, UnaryOperator.identity(), same.recipeDigest(), same.features(), List.of("somebody")),
                other(same, seconds -> 2 * seconds, same.recipeDigest(), same.features(), same.maintainers()));
        for (FrozenJob other : others) {
            WavePlan changed = new WavePlan(
                    plan.header(), List.of(base, other), List.of(new int[0], new int[0]), new int[] {-1, 0});

            WaveJob row = overTheWire(WaveCodec.frozen(changed, 0, 2));

            assertThat(row.getBumped()).isEmpty();
            assertSame(plan(plan.wave(), entry(bumps), List.of(row)), changed);
        }
    }

    private static FrozenJob other(
            FrozenJob job,
            UnaryOperator<Double> seconds,
            Sha256 recipe,
            List<String> features,
            List<String> maintainers) {
        return new FrozenJob(
                job.id(),
                job.version(),
                job.trust(),
                recipe,
                features,
                maintainers,
                seconds.apply(job.expectedSeconds()),
                job.failureChance(),
                job.flakeScore(),
                job.sentinel(),
                job.refusal());
    }

    @Test
    void a_row_of_jobs_ends_before_it_is_larger_than_a_record_may_be() {
        List<Bump> bumps = List.of(TestGraphs.bump("a"));
        PackageNode[] nodes = IntStream.range(0, 600)
                .mapToObj(number -> number == 0
                        ? TestGraphs.node("a")
                        : TestGraphs.refused(
                                TestGraphs.node("p" + number, "a"),
                                Refusal.Kind.BROKEN,
                                "x".repeat(number < 300 ? 9_000 : 0)))
                .toArray(PackageNode[]::new);
        WavePlan plan = TestGraphs.plan(bumps, TestGraphs.graph(nodes));

        List<WaveJob> rows = new ArrayList<>();
        for (int begin = 0; begin < plan.size(); begin = WaveCodec.endOfRow(plan, begin)) {
            rows.add(WaveCodec.frozen(plan, begin, WaveCodec.endOfRow(plan, begin)));
        }

        assertThat(rows).allSatisfy(row -> {
            assertThat(row.getFollowing()).hasSizeLessThan(256);
            assertThat(WaveJob.getEncoder().encode(row).remaining()).isLessThan(400_000);
        });
        assertThat(rows).hasSizeLessThan(plan.size() / 10);
        assertSame(plan(plan.wave(), entry(bumps), rows), plan);
    }

    private List<WaveJob> rows(WavePlan plan, int jobsARow) {
        return IntStream.iterate(0, first -> first < plan.size(), first -> first + jobsARow)
                .mapToObj(first -> overTheWire(WaveCodec.frozen(plan, first, Math.min(first + jobsARow, plan.size()))))
                .toList();
    }

    private static void assertSame(WavePlan again, WavePlan plan) {
        assertThat(again.bumps()).isEqualTo(plan.bumps());
        assertThat(again.size()).isEqualTo(plan.size());
        for (int job = 0; job < plan.size(); job++) {
            assertThat(again.job(job)).isEqualTo(plan.job(job));
            assertThat(again.dependenciesOf(job)).isEqualTo(plan.dependenciesOf(job));
            assertThat(again.baselineOf(job)).isEqualTo(plan.baselineOf(job));
            assertThat(again.rank(job)).isEqualTo(plan.rank(job));
            assertThat(again.remainingSeconds(job)).isEqualTo(plan.remainingSeconds(job));
            assertThat(again.breakagesASecond(job)).isEqualTo(plan.breakagesASecond(job));
        }
    }

    private static WaveEntry entry(List<Bump> bumps) {
        return WaveEntry.newBuilder()
                .setOpened(new OpenWave("demo", EventCodec.bumpRefs(bumps.reversed()), 1L, null))
                .setSequence(1)
                .setState(WaveState.OPEN)
                .build();
    }

    private static WavePlan plan(WaveId wave, WaveEntry entry, List<WaveJob> rows) {
        WavePlan.Builder plan = WaveCodec.plan(wave, entry);
        rows.forEach(row -> WaveCodec.add(row, plan));
        return plan.build();
    }

    @Test
    void a_wave_whose_workspace_is_lost_is_read_back_with_what_it_was_made_of() {
        List<Bump> bumps = List.of(TestGraphs.bump("a"));
        WavePlan estimate = TestGraphs.plan(bumps, TestGraphs.estimate(List.of(TestGraphs.node("a"))));
        WavePlan frozen = new WavePlan(
                new WavePlan.Header(
                        estimate.wave(),
                        estimate.set(),
                        bumps,
                        estimate.sequence(),
                        new Workspace.Published(TestGraphs.hash("workspace")),
                        estimate.origin(),
                        estimate.terms()),
                List.of(estimate.job(0)),
                List.of(new int[0]),
                new int[] {-1});
        List<WaveJob> kept = rows(frozen, frozen.size());
        Seeds.each(SEEDS, seed -> {
            WaveView wave = WaveView.planned(frozen);
            Preparation any = new RandomValues(seed).preparation();
            Preparation lost = new Preparation(
                    seed % 2 == 0 ? Preparation.Step.LOST : Preparation.Step.RESTORING,
                    any.tries(),
                    any.incomplete(),
                    any.waitsFor(),
                    any.failure(),
                    any.avoid(),
                    any.losses());
            wave.apply(new WaveView.Change.WaveChanged(
                    dev.tidemark.planner.wave.WaveState.PREPARING, "why", WaveTally.NONE, lost));

            WaveEntry entry = overTheWire(WaveCodec.entry(entry(bumps), wave));
            WaveView again = WaveCodec.restored(plan(frozen.wave(), entry, kept), entry);

            assertThat(again.preparation()).isEqualTo(lost);
            assertThat(again.plan().workspace()).isEqualTo(frozen.workspace());
            assertThat(again.plan().origin()).isEqualTo(estimate.origin()).isPresent();
        });
    }

    @Test
    void a_wave_that_is_being_prepared_is_read_back_as_it_was_kept() {
        List<Bump> bumps = List.of(TestGraphs.bump("a"));
        WavePlan estimate = TestGraphs.plan(bumps, TestGraphs.estimate(List.of(TestGraphs.node("a"))));
        List<WaveJob> kept = rows(estimate, estimate.size());
        Seeds.each(SEEDS, seed -> {
            RandomValues random = new RandomValues(seed);
            Preparation preparation = random.preparation();
            WaveView wave = WaveView.planned(estimate);
            switch (preparation.step()) {
                case NEEDLESS, DONE, LOST, RESTORING -> {
                    return; // Of these the workspace is known, or there is none.
                }
                case OWED, ASKED, OVER -> {}
            }
            wave.apply(new WaveView.Change.WaveChanged(
                    dev.tidemark.planner.wave.WaveState.PREPARING, "why", WaveTally.NONE, preparation));

            WaveEntry entry = overTheWire(WaveCodec.entry(entry(bumps), wave));
            WaveView again = WaveCodec.restored(plan(estimate.wave(), entry, kept), entry);

            assertThat(again.preparation()).isEqualTo(preparation);
            assertThat(again.plan().workspace()).isEqualTo(estimate.workspace());
            WaveView.Change.Heard part = new WaveView.Change.Heard("x-1", 7, random.evaluatedJobs());
            assertThat(PreparationCodec.part(overTheWire(PreparationCodec.part(part))))
                    .isEqualTo(part);
        });
    }

    @Test
    void a_preparation_is_asked_for_as_a_build_of_its_own() {
        WavePlan plan =
                TestGraphs.plan(List.of(TestGraphs.bump("a")), TestGraphs.estimate(List.of(TestGraphs.node("a"))));
        WaveDecision.Demand asked = AdvanceWave.decide(WaveView.planned(plan), new WaveEvent.Opened())
                .demands()
                .getFirst();

        JobDemand event = overTheWire(WaveCodec.demand(plan, asked));

        assertThat(event.getJob().getAttribute()).isEqualTo("@workspace");
        assertThat(event.getSpec().getPrepare()).hasValueSatisfying(wanted -> {
            assertThat(wanted.getSequence()).isEqualTo(1);
            assertThat(wanted.getRevision()).isEqualTo("commit-1");
            assertThat(wanted.getBumps()).extracting(BumpRef::getAttribute).containsExactly("a");
        });
        assertThat(event.getPurpose()).isEqualTo(Purpose.PREPARE);
        assertThat(((DispatchEvent.Demanded) DispatchCodec.demanded(event, null)).spec())
                .isEqualTo(asked.spec());
    }

    @Test
    void a_preparation_of_another_workspace_than_it_names_is_refused() {
        BuildSpec spec = BuildSpec.preparing(
                "demo",
                new Pool(TestGraphs.SYSTEM, TrustDomain.FREE),
                new Workspace.Wanted(1, "commit-1", List.of(TestGraphs.bump("a"))));
        var forged = dev.tidemark.schemas.event.BuildSpec.newBuilder(EventCodec.spec(spec))
                .setPrepare(new WantedWorkspace(2L, "commit-2", List.of()))
                .build();

        assertThatThrownBy(() -> EventCodec.spec(forged))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a preparation that is not of the workspace that it names");
    }

    @Test
    void a_part_of_an_evaluation_that_is_too_large_is_refused() {
        var row = dev.tidemark.schemas.event.EvaluatedJob.newBuilder()
                .setJob(new JobRef("a", TestGraphs.SYSTEM, Variant.WAVE, ""))
                .setVersion("1")
                .setTrust(Trust.FREE)
                .setRecipeDigest(TestGraphs.hash("a").hex())
                .setFeatures(List.of())
                .setMaintainers(List.of())
                .setNeeds(List.of())
                .build();
        AgentReport report = AgentReport.newBuilder()
                .setAgent("north")
                .setIncarnation("1")
                .setPool("x86_64-linux.free")
                .setEvaluated(new Evaluated("x-1", 0, Collections.nCopies(501, row)))
                .build();

        assertThatThrownBy(() -> DispatchCodec.reported(report, Instant.EPOCH))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("part 0 of an evaluation has 501 jobs: say at most 500 at once");
    }

    @Test
    void what_a_wave_wants_is_what_the_dispatcher_hears() {
        WavePlan plan = onePackage();
        Seeds.each(SEEDS, seed -> {
            RandomValues random = new RandomValues(seed);
            BuildSpec spec = random.spec();
            WaveDecision.Demand demand =
                    new WaveDecision.Demand(plan.size() - 1, 3, spec, random.purpose(), random.words(), 2, true);

            JobDemand event = overTheWire(WaveCodec.demand(plan, demand));

            assertThat(event.getPool()).isEqualTo(spec.pool().toString());
            assertThat(DispatchCodec.demanded(event, "trace"))
                    .isEqualTo(new DispatchEvent.Demanded(
                            new Want(
                                    new Wanter(
                                            plan.wave(),
                                            plan.job(plan.size() - 1).id(),
                                            3,
                                            "trace"),
                                    demand.purpose(),
                                    Urgency.ROUTINE,
                                    1,
                                    event.getRemainingSeconds(),
                                    event.getBreakagesASecond(),
                                    2),
                            spec,
                            demand.avoid(),
                            true,
                            event.getExpectedSeconds()));
        });
    }

    @Test
    void whoever_waits_for_a_build_is_told_which_attempt_prints_its_log() {
        WavePlan plan = onePackage();
        Wanter wanter = new Wanter(plan.wave(), plan.job(plan.size() - 1).id(), 1, null);

        assertThat(DispatchCodec.told(wanter, new News.Started("north", "5d1c0f6a2b7e-17"))
                        .getStarted())
                .contains(new JobStarted("north", "5d1c0f6a2b7e-17"));
    }

    @Test
    void what_a_wave_is_told_is_what_the_dispatcher_said() {
        WavePlan plan = onePackage();
        int job = plan.size() - 1;
        Wanter wanter = new Wanter(plan.wave(), plan.job(job).id(), 2, null);
        Seeds.each(SEEDS, seed -> {
            News news = new RandomValues(seed).news();
            WaveEvent.Report expected = switch (news) {
                case News.Started(String agent, String attempt) -> new WaveEvent.Report.Started(agent);
                case News.Built built -> new WaveEvent.Report.Built(built.outputHash(), built.duration());
                case News.Failed(BuildFailure failure, Duration took, var lostWorkspace) ->
                    new WaveEvent.Report.Failed(failure, took, lostWorkspace);
                case News.Waiting(String reason) -> new WaveEvent.Report.Waiting(reason);
                case News.FailedByFarm failed
                when failed.logHash() == null -> new WaveEvent.Report.Waiting(failed.reason());
                case News.FailedByFarm failed ->
                    new WaveEvent.Report.FailedByFarm(
                            failed.reason(), failed.log().orElseThrow());
                case News.Stuck(String reason, boolean nobodyFits) -> new WaveEvent.Report.Stuck(reason, nobodyFits);
                case News.Evaluated(String attempt, int chunk, var rows) ->
                    new WaveEvent.Report.Evaluated(attempt, chunk, rows);
                case News.Prepared(String attempt, var workspace, int rows, Duration took, String agent) ->
                    new WaveEvent.Report.Prepared(attempt, workspace, rows, agent, took);
            };

            assertThat(WaveCodec.reported(plan, overTheWire(DispatchCodec.told(wanter, news))))
                    .contains(new WaveEvent.JobReported(job, 2, expected));
        });
    }

    @Test
    void a_job_that_the_wave_does_not_have_is_nothing() {
        JobEvent event = JobEvent.newBuilder()
                .setWave("demo-1")
                .setJob(new JobRef("nobody", TestGraphs.SYSTEM, Variant.WAVE, ""))
                .setTries(1)
                .setStarted(new JobStarted("north", "attempt-1"))
                .build();

        assertThat(WaveCodec.reported(onePackage(), event)).isEmpty();
    }

    @Test
    void a_build_key_that_is_not_the_digest_of_its_spec_is_refused() {
        var forged = dev.tidemark.schemas.event.BuildSpec.newBuilder(EventCodec.spec(new RandomValues(1).spec()))
                .setVersion("other")
                .build();

        assertThatThrownBy(() -> EventCodec.spec(forged))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the build key is not the digest of what is to be built");
    }

    @Test
    void an_agent_without_slots_is_refused() {
        AgentReport report = report().setBeat(beat(0, List.of())).build();

        assertThatThrownBy(() -> DispatchCodec.reported(report, Instant.EPOCH))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 1");
    }

    @Test
    void a_report_of_no_kind_or_of_several_is_refused() {
        AgentReport beat = report().setBeat(beat(1, List.of())).build();

        assertThatThrownBy(() -> DispatchCodec.reported(Newer.says(beat, "beat"), Instant.EPOCH))
                .isInstanceOf(NewerEventException.class)
                .hasMessage("a kind of report that is newer than this program: upgrade it");
        AgentReport both =
                AgentReport.newBuilder(beat).setStarted(new Started("a-1")).build();
        assertThatThrownBy(() -> DispatchCodec.reported(both, Instant.EPOCH))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a kind of report that is 2 at once: correct the program that wrote it");
    }

    @Test
    void an_attempt_or_a_result_that_is_newer_than_the_planner_is_refused() {
        AgentReport beat = report().setBeat(beat(1, List.of(new AttemptStatus("a-1", AttemptState.RUNNING))))
                .build();
        BuildStatement ofNoKind = statement(Finished.newBuilder(), new RandomValues(1).spec());

        assertNewer("a state of an attempt", () -> DispatchCodec.reported(Newer.says(beat, "RUNNING"), Instant.EPOCH));
        assertNewer("a kind of result", () -> DispatchCodec.finished(ofNoKind));
    }

    @Test
    void a_result_is_of_what_its_build_key_is_the_digest_of() {
        Seeds.each(100, seed -> {
            BuildSpec spec = new RandomValues(seed).spec();
            Finished.Builder built = Finished.newBuilder().setSuccess(new BuildSucceeded("0".repeat(64), 17L));

            assertThat(DispatchCodec.finished(statement(built, spec)))
                    .isEqualTo(new DispatchEvent.Finished(
                            "north",
                            "life-1",
                            "a-1",
                            spec.key(),
                            new DispatchEvent.Result.Built(new Sha256("0".repeat(64))),
                            Duration.ofMillis(1)));
            BuildSpec other = new BuildSpec(
                    spec.packageId(), spec.version() + "x", spec.pool(), spec.recipeDigest(), spec.inputs(), List.of());
            BuildStatement wrong = statement(built, other);
            wrong.finished().put("buildKey", spec.key().hex());
            assertThatThrownBy(() -> DispatchCodec.finished(wrong))
                    .hasMessageContaining("not the digest of what it says it was built from");
        });
    }

    @Test
    void of_a_fault_of_the_farm_alone_the_inputs_may_be_left_out() {
        Seeds.each(100, seed -> {
            BuildSpec spec = new RandomValues(seed).spec();
            BuildSpec without = new BuildSpec(
                    spec.packageId(), spec.version(), spec.pool(), spec.recipeDigest(), List.of(), List.of());
            BuildStatement fault =
                    statement(Finished.newBuilder().setFailure(failure(FailureKind.AGENT_FAULT)), without);
            fault.finished().put("buildKey", spec.key().hex());
            BuildStatement failed =
                    statement(Finished.newBuilder().setFailure(failure(FailureKind.BUILD_FAILED)), without);
            failed.finished().put("buildKey", "f".repeat(64));

            assertThat(DispatchCodec.finished(fault).key()).isEqualTo(spec.key());
            assertThatThrownBy(() -> DispatchCodec.finished(failed))
                    .hasMessageContaining("not the digest of what it says it was built from");
        });
    }

    private static Failure failure(FailureKind kind) {
        return Failure.newBuilder()
                .setKind(kind)
                .setMessage("there is too much to say")
                .setLogTail(List.of())
                .setFingerprint("1".repeat(64))
                .setAgent("north")
                .build();
    }

    private static BuildStatement statement(Finished.Builder finished, BuildSpec spec) {
        BuildStatement.Built built = new BuildStatement.Built(
                spec.packageId(),
                spec.version(),
                spec.recipeDigest(),
                Optional.empty(),
                Optional.empty(),
                spec.inputs().stream()
                        .map(input -> new BuildStatement.Input(input.attribute(), input.outputHash(), input.trust()))
                        .toList());
        Attestor north = new Attestor(spec.pool(), "north", "life-1");
        return new BuildStatement(
                north,
                built,
                Instant.EPOCH,
                finished.setAttempt("a-1")
                        .setBuildKey(spec.key().hex())
                        .setDurationMillis(1L)
                        .build());
    }

    @Test
    void a_symbol_that_is_newer_than_the_planner_is_refused_by_name() {
        RandomValues random = new RandomValues(1);
        var failure = EventCodec.failure(random.failure());
        assertNewer(
                "a kind of failure",
                () -> EventCodec.failure(Newer.says(failure, failure.getKind().name())));
        VersionBump bump = TestGraphs.release("a", "2", "watcher", Instant.EPOCH);
        assertNewer("a kind of bump", () -> BumpCodec.published(Newer.says(bump, "ROUTINE"), null));
        var kept = BumpCodec.event(random.bumpStatus());
        assertNewer(
                "a state of a bump",
                () -> BumpCodec.status(Newer.says(kept, kept.getState().name())));
        assertNewer("a purpose of a build", () -> EventCodec.purpose(Purpose.UNKNOWN));
        assertNewer("a state of a wave", () -> WaveCodec.state(WaveState.UNKNOWN));
        Package node = Package.newBuilder()
                .setSet("demo")
                .setAttribute("a")
                .setPname("a")
                .setVersion("1")
                .setSystems(List.of(TestGraphs.SYSTEM))
                .setDependencies(List.of(new Dependency("b", DependencyKind.RUNTIME)))
                .setMaintainers(List.of())
                .setUnfree(false)
                .setFeatures(List.of())
                .setRecipeDigest("0".repeat(64))
                .build();
        assertThat(PackageCodec.node(node).dependencies())
                .containsExactly(new dev.tidemark.graph.Dependency("b", EnumSet.of(EdgeKind.RUNTIME)));
        assertNewer("a kind of dependency", () -> PackageCodec.node(Newer.says(node, "RUNTIME")));
    }

    private static void assertNewer(String what, ThrowingCallable reading) {
        assertThatThrownBy(reading)
                .isInstanceOf(NewerEventException.class)
                .hasMessage(what + " that is newer than this program: upgrade it");
    }

    private static AgentReport.Builder report() {
        return AgentReport.newBuilder()
                .setAgent("north")
                .setIncarnation("life-1")
                .setPool("x86_64-linux.free");
    }

    @Test
    void a_bump_to_no_version_is_refused() {
        for (String to : List.of("", " ", "2.0\n")) {
            VersionBump bump = TestGraphs.release("textkit", to, "watcher", Instant.EPOCH);
            assertThatThrownBy(() -> BumpCodec.published(bump, null)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void every_state_of_the_core_can_be_shown() {
        WavePlan plan = onePackage();
        Seeds.each(SEEDS, seed -> {
            JobStatus status = new RandomValues(seed).jobStatusWithoutRoots();
            WaveView view = WaveView.planned(plan);
            view.apply(new WaveView.Change.JobChanged(1, status));

            assertThat(overTheWire(WaveCodec.job(view, 1)).getState().name())
                    .isEqualTo(status.state().name());
            assertThat(overTheWire(WaveCodec.wave(view)).getCounts()).hasSize(1);
        });
    }

    private static WavePlan onePackage() {
        return TestGraphs.plan(List.of(TestGraphs.bump("a")), TestGraphs.graph(TestGraphs.node("a")));
    }

    /** Written and read again, as a store or a topic does it. */
    @SuppressWarnings("unchecked") // The class of a T is a Class<T>.
    private <T extends SpecificRecord> T overTheWire(T value) {
        try (Serde<T> serde = serdes.of((Class<T>) value.getClass())) {
            return serde.deserializer().deserialize("topic", serde.serializer().serialize("topic", value));
        }
    }

    private static Beat beat(int slots, List<AttemptStatus> attempts) {
        return Beat.newBuilder()
                .setFeatures(List.of())
                .setSlots(slots)
                .setAttempts(attempts)
                .build();
    }
}
