package dev.tidemark.notifier.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.notifier.breakage.Answer;
import dev.tidemark.notifier.breakage.BlockedJob;
import dev.tidemark.notifier.breakage.Breakage;
import dev.tidemark.notifier.breakage.Change;
import dev.tidemark.notifier.breakage.Finding;
import dev.tidemark.notifier.breakage.Judgement;
import dev.tidemark.notifier.breakage.Pace;
import dev.tidemark.notifier.breakage.RaiseBreakage;
import dev.tidemark.notifier.breakage.SetBreakages;
import dev.tidemark.notifier.breakage.TellBreakage;
import dev.tidemark.notifier.codec.JudgementCodec;
import dev.tidemark.schemas.event.BumpKind;
import dev.tidemark.schemas.event.BumpRef;
import dev.tidemark.schemas.event.Failure;
import dev.tidemark.schemas.event.FailureKind;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.JobRef;
import dev.tidemark.schemas.event.JobState;
import dev.tidemark.schemas.event.Trust;
import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.Variant;
import dev.tidemark.schemas.identity.WaveId;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.schemas.wire.RegistrySettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.StoreBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is kept of a set is read back by another process as it was. */
final class BreakageStoresTest {

    private static final EventSerdes SERDES =
            new EventSerdes(new RegistrySettings("mock://breakage-stores-test", Map.of()));
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Pace PACE = new Pace(
            Duration.ofSeconds(1), Duration.ofHours(1), Duration.ofDays(14), Duration.ofDays(3), Duration.ofDays(180));
    private static final WaveId WAVE = new WaveId("demo-1-97c9e77f");
    private static final JobId CSV = new JobId("csv", "x86_64-linux", Variant.WAVE);
    private static final JobId DOCS = new JobId("docs", "x86_64-linux", Variant.WAVE);
    private static final Answer ANSWER = new Answer(Answer.Kind.CANT_FIX, "ada", "no sources", NOW);

    private final SetBreakages live = new SetBreakages("demo");

    @TempDir
    private Path folder;

    private MockProcessorContext<Void, Void> context;

    @SuppressWarnings("NullAway.Init") // JUnit calls open before each test.
    BreakageStoresTest() {}

    @BeforeEach
    void open() {
        context = new MockProcessorContext<>(new Properties(), new TaskId(0, 0), folder.toFile());
        for (StoreBuilder<?> builder : new NotifierStores(SERDES).raiseBreakage()) {
            StateStore store = builder.withLoggingDisabled().build();
            store.init(context.getStateStoreContext(), store);
            context.addStateStore(store);
        }
    }

    @AfterEach
    void close() {
        new NotifierStores(SERDES)
                .raiseBreakage()
                .forEach(builder -> context.getStateStore(builder.name()).close());
    }

    @Test
    void a_breakage_with_all_that_belongs_to_it_is_read_back_as_it_was() {
        raise();
        TellBreakage.Look look =
                TellBreakage.look(live, live.withJob(CSV).getFirst(), (set, attribute) -> List.of(), PACE, NOW);
        assertThat(look)
                .isInstanceOfSatisfying(
                        TellBreakage.Look.Told.class,
                        told -> apply(new Change.BreakageKept(told.publication().breakage())));
        keep(new Judgement.Answered(WAVE, CSV, ANSWER));

        BreakageStores stores = new BreakageStores(context);
        assertThat(stores.sets()).containsExactly("demo");
        assertSame(stores.ledger("demo"));
        Breakage kept = live.withJob(CSV).getFirst();
        assertThat(stores.proofs("demo", kept.id(), live.findings(kept.id())))
                .singleElement()
                .satisfies(proof -> assertThat(proof.getRegressed().getFailure().getLogTail())
                        .containsExactly("line"));
    }

    @Test
    void what_ended_leaves_nothing_but_what_later_waves_are_judged_by() {
        raise();
        keep(new Judgement.Answered(WAVE, CSV, ANSWER));
        keep(new Judgement.WaveMoved(WAVE, List.of("textkit"), Judgement.WaveStage.GREEN));

        BreakageStores stores = new BreakageStores(context);
        assertThat(stores.sets()).isEmpty();
        SetBreakages again = stores.ledger("demo");
        assertSame(again);
        assertThat(again.newestGreen("textkit")).isEqualTo(1);
        assertThat(again.answer(WAVE, CSV)).isEmpty();
        assertThat(again.blocked(WAVE)).isEmpty();
    }

    private void raise() {
        keep(new Judgement.WaveMoved(WAVE, List.of("textkit"), Judgement.WaveStage.UNDER_WAY));
        keep(new Judgement.Blocked(new BlockedJob(WAVE, DOCS, List.of(CSV), List.of("dora"))));
        keep(JudgementCodec.judgement(
                dev.tidemark.schemas.event.Judgement.newBuilder()
                        .setSet("demo")
                        .setWave(WAVE.value())
                        .setJob(proof())
                        .build(),
                Optional.of("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")));
    }

    private void keep(Judgement judgement) {
        RaiseBreakage.decide(live, judgement, PACE, NOW).forEach(this::apply);
    }

    private void apply(Change change) {
        live.apply(change);
        new BreakageStores(context).apply("demo", change, Optional.of(proof()));
    }

    private void assertSame(SetBreakages again) {
        assertThat(again.withJob(CSV)).isEqualTo(live.withJob(CSV));
        for (Breakage breakage : live.withJob(CSV)) {
            List<Finding> findings = live.findings(breakage.id());
            assertThat(again.findings(breakage.id())).isEqualTo(findings);
        }
        assertThat(again.due(Instant.MAX)).isEqualTo(live.due(Instant.MAX));
        assertThat(again.blocked(WAVE)).isEqualTo(live.blocked(WAVE));
        assertThat(again.packages(WAVE)).isEqualTo(live.packages(WAVE));
        assertThat(again.answer(WAVE, CSV)).isEqualTo(live.answer(WAVE, CSV));
    }

    private static Job proof() {
        return Job.newBuilder()
                .setWave(WAVE.value())
                .setSet("demo")
                .setJob(new JobRef("csv", "x86_64-linux", dev.tidemark.schemas.event.Variant.WAVE, ""))
                .setVersion("1.0")
                .setTrust(Trust.FREE)
                .setState(JobState.REGRESSED)
                .setTries(2)
                .setFailure(Failure.newBuilder()
                        .setKind(FailureKind.TEST_FAILED)
                        .setMessage("it failed")
                        .setLogTail(List.of("line"))
                        .setFingerprint("cause")
                        .setAgent("north")
                        .build())
                .setFlaky(false)
                .setRoots(List.of())
                .setBlamed(List.of(BumpRef.newBuilder()
                        .setAttribute("textkit")
                        .setFrom("1.1")
                        .setTo("2.0")
                        .setKind(BumpKind.SECURITY)
                        .setPublisher("watcher")
                        .build()))
                .setPath(List.of("textkit", "csv"))
                .setBaselineOutputHash("b".repeat(64))
                .setMaintainers(List.of("carol"))
                .setBumpMaintainers(List.of("tim"))
                .build();
    }
}
