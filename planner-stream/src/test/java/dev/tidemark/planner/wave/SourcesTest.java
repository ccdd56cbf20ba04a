package dev.tidemark.planner.wave;

import static dev.tidemark.planner.testing.TestGraphs.bump;
import static dev.tidemark.planner.testing.TestGraphs.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.graph.PackageNode;
import dev.tidemark.planner.build.BuildFailure;
import dev.tidemark.planner.build.BuildInput;
import dev.tidemark.planner.build.EvaluatedJob;
import dev.tidemark.planner.build.FailureKind;
import dev.tidemark.planner.build.Purpose;
import dev.tidemark.planner.build.Workspace;
import dev.tidemark.planner.testing.TestGraphs;
import dev.tidemark.planner.wave.WaveEvent.Report;
import dev.tidemark.planner.wave.WaveEvent.Resolution;
import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.schemas.identity.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is fetched for the jobs of a wave. */
final class SourcesTest {

    private static final PackageNode[] PAIR = {node("a"), node("b", "a"), node("c", "a")};
    private static final String SHARED = source("shared.tar.gz");
    private static final String OF_B = source("b.tar.gz");

    private static String source(String name) {
        return PackageId.source(TestGraphs.hash(name), name);
    }

    private static JobId job(String source) {
        return new JobId(source, TestGraphs.SYSTEM, Variant.BASELINE);
    }

    private static EvaluatedJob row(String source, TrustDomain trust) {
        return new EvaluatedJob(
                job(source), "sha256:00", trust, TestGraphs.hash(source), List.of(), List.of(), false, "", List.of());
    }

    private static EvaluatedJob with(EvaluatedJob job, String... sources) {
        List<JobId> needs = new ArrayList<>(job.needs());
        Stream.of(sources).map(SourcesTest::job).forEach(needs::add);
        return new EvaluatedJob(
                job.id(),
                job.version(),
                job.trust(),
                job.recipeDigest(),
                job.features(),
                job.maintainers(),
                job.sentinel(),
                job.refusal(),
                needs);
    }

    /** {@code b} and {@code c} share a source, and {@code b} has one of its own. */
    private static WaveBench opened() {
        return opened(TrustDomain.FREE);
    }

    private static WaveBench opened(TrustDomain trust) {
        WaveBench wave = WaveBench.opened(TestGraphs.plan(List.of(bump("a")), TestGraphs.estimate(List.of(PAIR))));
        List<EvaluatedJob> rows = new ArrayList<>();
        for (EvaluatedJob each : TestGraphs.evaluation(wave.view().plan())) {
            rows.add(
                    switch (each.id().attribute()) {
                        case "b" -> with(each, SHARED, OF_B);
                        case "c" -> with(each, SHARED);
                        default -> each;
                    });
        }
        rows.add(row(SHARED, trust));
        rows.add(row(OF_B, TrustDomain.FREE));
        wave.prepared(10, rows);
        return wave;
    }

    private static String fetched(String source) {
        return source + "/baseline";
    }

    private static WaveDecision failed(WaveBench wave, String job, FailureKind kind) {
        return wave.report(job, new Report.Failed(TestGraphs.failure(kind, "agent-1"), WaveBench.MINUTE));
    }

    private static WaveDecision lost(WaveBench wave, String job, String source) {
        BuildFailure failure = new BuildFailure(
                FailureKind.INPUT_LOST,
                "it is lost",
                List.of(),
                null,
                "lost",
                "agent-1",
                "",
                List.of(),
                List.of(source));
        return wave.report(job, new Report.Failed(failure, WaveBench.MINUTE));
    }

    @Test
    void a_source_is_asked_for_once_however_many_jobs_are_built_with_it_and_before_any_of_them() {
        WaveBench wave = opened();

        assertThat(wave.demands().stream()
                        .filter(demand -> demand.purpose() == Purpose.FETCH)
                        .map(demand -> wave.name(demand.job())))
                .containsExactlyInAnyOrder(fetched(SHARED), fetched(OF_B));
        assertThat(wave.demanded(wave.built("a"))).isEmpty();
        WaveDecision shared = wave.built(fetched(SHARED));
        assertThat(wave.demanded(shared)).containsExactly("c BUILD");
        assertThat(shared.demands().getFirst().spec().sources())
                .containsExactly(new BuildInput(SHARED, WaveBench.output(fetched(SHARED)), TrustDomain.FREE));
        assertThat(wave.demanded(wave.built(fetched(OF_B)))).containsExactly("b BUILD");
        wave.built("b");
        wave.built("c");
        assertThat(wave.view().state()).isEqualTo(WaveState.GREEN);
        assertThat(wave.view().counts().values().stream()
                        .mapToInt(Integer::intValue)
                        .sum())
                .as("a source is none of the wave's jobs")
                .isEqualTo(3);
        wave.assertReplays();
    }

    @Test
    void what_is_fetched_is_no_part_of_the_build_key_whose_recipe_has_it() {
        WaveBench with = opened();
        with.built("a");
        with.built(fetched(SHARED));
        WaveBench without = WaveBench.opened(TestGraphs.plan(List.of(bump("a")), TestGraphs.estimate(List.of(PAIR))));
        without.prepared(10, TestGraphs.evaluation(without.view().plan()));
        without.built("a");

        assertThat(with.view().spec(with.number("c")).orElseThrow().key())
                .isEqualTo(
                        without.view().spec(without.number("c")).orElseThrow().key());
    }

    @Test
    void a_source_is_the_same_with_the_bumps_and_without_and_in_its_own_domain() {
        WaveBench wave = opened();

        assertThat(wave.demands().stream().filter(demand -> demand.purpose() == Purpose.FETCH))
                .hasSize(2)
                .allSatisfy(demand -> {
                    assertThat(demand.spec().pool().trust()).isEqualTo(TrustDomain.FREE);
                    assertThat(demand.spec().workspace()).isEqualTo(new Workspace.Base(WaveBench.WORKSPACE));
                    assertThat(demand.spec().inputs()).isEmpty();
                });
    }

    @Test
    void what_is_built_with_an_unfree_source_is_built_in_the_unfree_domain() {
        WaveBench wave = opened(TrustDomain.UNFREE);

        assertThat(wave.view().plan().pool(wave.number("c")).trust()).isEqualTo(TrustDomain.UNFREE);
        assertThat(wave.view().plan().pool(wave.number(fetched(OF_B))).trust()).isEqualTo(TrustDomain.FREE);
    }

    @Test
    void where_a_source_cannot_be_downloaded_it_is_stuck_and_what_needs_it_waits_behind_it_until_it_is_answered() {
        WaveBench wave = opened();
        wave.built("a");
        wave.built(fetched(OF_B));

        wave.exhausted(fetched(SHARED));

        assertThat(wave.state(fetched(SHARED))).isEqualTo(JobState.STUCK);
        assertThat(wave.state("b")).isEqualTo(JobState.BLOCKED);
        assertThat(wave.roots("b")).containsExactly(fetched(SHARED));
        assertThat(wave.state("c")).isEqualTo(JobState.BLOCKED);
        assertThat(wave.view().state()).isEqualTo(WaveState.RED);
        wave.assertReplays();
        assertThat(wave.demanded(wave.answer(fetched(SHARED), Resolution.RETRY)))
                .containsExactly(fetched(SHARED) + " RETRY");
        assertThat(wave.demanded(wave.built(fetched(SHARED)))).containsExactlyInAnyOrder("b BUILD", "c BUILD");
    }

    @Test
    void a_download_that_an_earlier_dispatcher_took_for_the_packages_failure_is_stuck_all_the_same() {
        WaveBench wave = opened();
        wave.built("a");

        assertThat(failed(wave, fetched(SHARED), FailureKind.FETCH_FAILED).demands())
                .isEmpty();

        assertThat(wave.state(fetched(SHARED))).isEqualTo(JobState.STUCK);
        assertThat(wave.status(fetched(SHARED)).waitsFor()).contains("could not be fetched");
    }

    @Test
    void a_source_that_is_another_thing_than_its_hash_says_fails_what_needs_it_and_is_judged_there() {
        WaveBench wave = opened();
        wave.built("a");
        wave.built(fetched(OF_B));

        WaveDecision mismatched = failed(wave, fetched(SHARED), FailureKind.HASH_MISMATCH);

        assertThat(wave.state(fetched(SHARED))).isEqualTo(JobState.PREEXISTING);
        assertThat(wave.demanded(mismatched)).containsExactlyInAnyOrder("b BUILD", "c BUILD");
        wave.assertReplays();
        assertThat(wave.demanded(failed(wave, "c", FailureKind.HASH_MISMATCH))).containsExactly("c CONFIRM");
        assertThat(wave.demanded(failed(wave, "c", FailureKind.HASH_MISMATCH))).containsExactly("a/baseline INPUT");
        assertThat(wave.demanded(wave.built("a/baseline"))).containsExactly("c/baseline BASELINE");
        wave.built("c/baseline");
        assertThat(wave.state("c")).isEqualTo(JobState.REGRESSED);
        wave.built("b");
        wave.assertReplays();
    }

    @Test
    void a_source_that_the_archive_has_lost_is_fetched_again_and_the_job_waits_for_it() {
        WaveBench wave = opened();
        wave.built("a");
        wave.built(fetched(OF_B));
        wave.built(fetched(SHARED));
        wave.started("b");
        wave.started("c");

        WaveDecision decision = lost(wave, "b", SHARED);

        assertThat(wave.demanded(decision)).containsExactly(fetched(SHARED) + " RESTORE");
        assertThat(wave.state("b")).isEqualTo(JobState.PENDING);
        assertThat(wave.demanded(wave.built(fetched(SHARED)))).containsExactly("b INFRA_RETRY");
        wave.assertReplays();
    }

    @Test
    void one_that_was_lost_and_is_another_thing_by_now_is_stuck_for_operators() {
        WaveBench wave = opened();
        wave.built("a");
        wave.built(fetched(OF_B));
        wave.built(fetched(SHARED));
        wave.started("b");
        lost(wave, "b", SHARED);

        failed(wave, fetched(SHARED), FailureKind.HASH_MISMATCH);

        assertThat(wave.state(fetched(SHARED))).isEqualTo(JobState.STUCK);
        assertThat(wave.state("b")).isEqualTo(JobState.BLOCKED);
    }

    @Test
    void an_evaluation_whose_source_needs_something_is_flawed() {
        WaveBench wave = WaveBench.opened(TestGraphs.plan(List.of(bump("a")), TestGraphs.estimate(List.of(PAIR))));
        List<EvaluatedJob> rows =
                new ArrayList<>(TestGraphs.evaluation(wave.view().plan()));
        rows.add(with(row(SHARED, TrustDomain.FREE), OF_B));
        rows.add(row(OF_B, TrustDomain.FREE));

        wave.prepared(10, rows);

        assertThat(wave.view().reason()).contains(SHARED).contains("needs nothing");
    }

    @Test
    void what_is_fetched_is_none_of_the_inputs_that_a_breakage_says_have_changed() {
        WaveBench wave = opened();
        wave.built("a");
        wave.built(fetched(OF_B));
        wave.built(fetched(SHARED));
        wave.failed("c");
        wave.failed("c");

        assertThat(ChangedInput.of(wave.view(), wave.number("c")))
                .extracting(ChangedInput::attribute)
                .doesNotContain(SHARED);
    }
}
