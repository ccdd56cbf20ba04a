package dev.tidemark.notifier.breakage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.Variant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class RaiseBreakageTest {

    private static final Bump TEXTKIT = new Bump("textkit", "1.1", "2.0", false, "watcher");
    private static final Bump ARGS = new Bump("args", "2.1", "3.0", false, "ada");

    private final FakeWave wave = new FakeWave();

    @Test
    void a_regression_is_a_breakage_with_its_proof() {
        JudgedJob.Regressed report = regressed("report", "cause", TEXTKIT);

        assertThat(wave.tell(report)).singleElement().satisfies(breakage -> {
            assertThat(breakage.blamed()).containsExactly(TEXTKIT);
            assertThat(breakage.fingerprint()).isEqualTo("cause");
            assertThat(breakage.regressed()).containsExactly(report);
            assertThat(breakage.blocked()).isEmpty();
        });
    }

    @Test
    void regressions_with_the_same_blame_and_fingerprint_are_one_breakage() {
        String first =
                wave.tell(regressed("report", "cause", TEXTKIT)).getFirst().id();

        assertThat(wave.tell(regressed("csv", "cause", TEXTKIT)))
                .singleElement()
                .satisfies(breakage -> {
                    assertThat(breakage.id()).isEqualTo(first);
                    assertThat(breakage.regressed())
                            .extracting(job -> job.id().attribute())
                            .containsExactly("csv", "report");
                });
    }

    @Test
    void another_fingerprint_or_another_blame_is_another_breakage() {
        String first =
                wave.tell(regressed("report", "cause", TEXTKIT)).getFirst().id();
        String second =
                wave.tell(regressed("csv", "another", TEXTKIT)).getFirst().id();
        List<Breakage> third = wave.tell(regressed("docs", "cause", ARGS, TEXTKIT));

        assertThat(List.of(first, second, third.getFirst().id())).doesNotHaveDuplicates();
        assertThat(third.getFirst().regressed()).hasSize(1);
    }

    @Test
    void a_record_that_comes_twice_raises_nothing() {
        wave.tell(regressed("report", "cause", TEXTKIT));
        wave.tell(blocked("docs", "report"));

        assertThat(wave.tell(regressed("report", "cause", TEXTKIT))).isEmpty();
        assertThat(wave.tell(blocked("docs", "report"))).isEmpty();
    }

    @Test
    void what_was_blocked_before_is_listed_from_the_first() {
        assertThat(wave.tell(blocked("docs", "report"))).isEmpty();
        wave.tell(blocked("handbook", "report"));
        wave.tell(blocked("other", "else"));

        assertThat(wave.tell(regressed("report", "cause", TEXTKIT)).getFirst().blocked())
                .containsExactly(job("docs"), job("handbook"));
    }

    @Test
    void a_job_that_is_blocked_later_grows_the_breakage_and_raises_none_of_its_own() {
        String first =
                wave.tell(regressed("report", "cause", TEXTKIT)).getFirst().id();

        assertThat(wave.tell(blocked("docs", "report"))).singleElement().satisfies(breakage -> {
            assertThat(breakage.id()).isEqualTo(first);
            assertThat(breakage.blocked()).containsExactly(job("docs"));
        });
    }

    @Test
    void a_job_blocked_behind_two_causes_is_in_both() {
        wave.tell(regressed("report", "cause", TEXTKIT));
        wave.tell(regressed("csv", "another", TEXTKIT));

        assertThat(wave.tell(blocked("docs", "csv", "report")))
                .hasSize(2)
                .allSatisfy(breakage -> assertThat(breakage.blocked()).containsExactly(job("docs")))
                .extracting(Breakage::id)
                .isSorted();
    }

    @Test
    void a_job_blocked_behind_two_jobs_of_one_cause_is_in_it_once() {
        wave.tell(regressed("report", "cause", TEXTKIT));
        wave.tell(regressed("csv", "cause", TEXTKIT));

        assertThat(wave.tell(blocked("docs", "csv", "report")))
                .singleElement()
                .satisfies(breakage -> assertThat(breakage.blocked()).containsExactly(job("docs")));
    }

    @Test
    void a_job_blocked_behind_one_that_is_stuck_raises_nothing() {
        wave.tell(new JudgedJob.Other(job("report")));

        assertThat(wave.tell(blocked("docs", "report"))).isEmpty();
    }

    @Test
    void a_breakage_is_raised_once_and_changed_thereafter() {
        String id = only(wave.decide(regressed("report", "cause", TEXTKIT)), BreakageChange.Raised.class)
                .id();

        assertThat(only(wave.decide(blocked("docs", "report")), BreakageChange.Changed.class)
                        .id())
                .isEqualTo(id);
        assertThat(only(wave.decide(regressed("csv", "cause", TEXTKIT)), BreakageChange.Changed.class)
                        .id())
                .isEqualTo(id);
    }

    @Test
    void a_job_that_is_blocked_no_more_is_struck_off_the_list() {
        wave.tell(regressed("report", "cause", TEXTKIT));
        wave.tell(blocked("docs", "report"));
        wave.tell(blocked("handbook", "report"));

        BreakageChange.Changed changed =
                only(wave.decide(new JudgedJob.Other(job("docs"))), BreakageChange.Changed.class);

        assertThat(changed.breakage().blocked()).containsExactly(job("handbook"));
        assertThat(wave.decide(new JudgedJob.Other(job("docs")))).isEmpty();
    }

    @Test
    void a_job_that_is_blocked_behind_another_cause_moves_there() {
        wave.tell(regressed("report", "cause", TEXTKIT));
        wave.tell(regressed("csv", "another", TEXTKIT));
        wave.tell(blocked("docs", "report"));

        assertThat(wave.tell(blocked("docs", "csv")))
                .extracting(breakage ->
                        breakage.fingerprint() + " " + breakage.blocked().size())
                .containsExactlyInAnyOrder("cause 0", "another 1");
    }

    @Test
    void a_regression_that_stands_no_more_leaves_the_others_of_its_cause() {
        wave.tell(regressed("csv", "cause", TEXTKIT));
        wave.tell(regressed("report", "cause", TEXTKIT));
        wave.tell(blocked("docs", "report"));

        BreakageChange.Changed changed =
                only(wave.decide(new JudgedJob.Other(job("report"))), BreakageChange.Changed.class);

        assertThat(changed.breakage().regressed())
                .extracting(JudgedJob.Regressed::id)
                .containsExactly(job("csv"));
        assertThat(changed.breakage().blocked()).isEmpty();
    }

    @Test
    void a_breakage_whose_last_regression_stands_no_more_is_withdrawn_and_may_be_raised_again() {
        String id = wave.tell(regressed("report", "cause", TEXTKIT)).getFirst().id();

        assertThat(wave.decide(new JudgedJob.Other(job("report")))).containsExactly(new BreakageChange.Withdrawn(id));
        assertThat(only(wave.decide(regressed("report", "cause", TEXTKIT)), BreakageChange.Raised.class)
                        .id())
                .isEqualTo(id);
    }

    @Test
    void a_job_that_fails_in_another_way_is_of_another_breakage() {
        String first =
                wave.tell(regressed("report", "cause", TEXTKIT)).getFirst().id();

        assertThat(wave.decide(regressed("report", "another", TEXTKIT)))
                .hasSize(2)
                .contains(new BreakageChange.Withdrawn(first))
                .hasAtLeastOneElementOfType(BreakageChange.Raised.class);
    }

    @Test
    void those_who_can_act_are_named_once_the_nearest_first() {
        wave.tell(new JudgedJob.Regressed(
                job("csv"),
                "1.0",
                proof("cause"),
                List.of(TEXTKIT),
                List.of("textkit", "csv"),
                List.of("carol", "grace"),
                List.of("tim")));

        Breakage breakage = wave.tell(new JudgedJob.Regressed(
                        job("report"),
                        "1.0",
                        proof("cause"),
                        List.of(TEXTKIT),
                        List.of("textkit", "report"),
                        List.of("grace", "rita"),
                        List.of("tim", "carol")))
                .getFirst();

        assertThat(breakage.act()).containsExactly("carol", "grace", "rita", "tim", "watcher");
    }

    @Test
    void the_identity_is_the_same_in_every_process() {
        assertThat(wave.tell(regressed("report", "cause", TEXTKIT)).getFirst().id())
                .isEqualTo("b-0030c9e6f687abda");
    }

    private static <T extends BreakageChange> T only(List<BreakageChange> changes, Class<T> kind) {
        assertThat(changes).singleElement().isInstanceOf(kind);
        return kind.cast(changes.getFirst());
    }

    private static JobId job(String attribute) {
        return new JobId(attribute, "x86_64-linux", Variant.WAVE);
    }

    private static JudgedJob.Blocked blocked(String attribute, String... roots) {
        return new JudgedJob.Blocked(
                job(attribute), Arrays.stream(roots).map(RaiseBreakageTest::job).toList());
    }

    private static JudgedJob.Regressed regressed(String attribute, String fingerprint, Bump... blamed) {
        return new JudgedJob.Regressed(
                job(attribute),
                "1.0",
                proof(fingerprint),
                Arrays.asList(blamed),
                List.of(blamed[0].attribute(), attribute),
                List.of(attribute + "-owner"),
                List.of(blamed[0].attribute() + "-owner"));
    }

    private static Proof proof(String fingerprint) {
        return new Proof("TEST_FAILED", "it failed", List.of("line"), null, fingerprint, "north", "test", 2, "hash");
    }

    private static final class FakeWave implements RaiseBreakage.WaveView {
        private final TreeMap<JobId, JudgedJob> standing = new TreeMap<>();

        List<Breakage> tell(JudgedJob job) {
            return decide(job).stream()
                    .map(change -> switch (change) {
                        case BreakageChange.Raised(Breakage breakage) -> breakage;
                        case BreakageChange.Changed(Breakage breakage) -> breakage;
                        case BreakageChange.Withdrawn(String id) -> throw new AssertionError(id + " is withdrawn");
                    })
                    .toList();
        }

        List<BreakageChange> decide(JudgedJob job) {
            List<BreakageChange> changes = RaiseBreakage.decide(this, job);
            if (job instanceof JudgedJob.Other) {
                standing.remove(job.id());
            } else {
                standing.put(job.id(), job);
            }
            return changes;
        }

        @Override
        public String set() {
            return "demo";
        }

        @Override
        public Optional<JudgedJob> standing(JobId job) {
            return Optional.ofNullable(standing.get(job));
        }

        @Override
        public List<JudgedJob> allStanding() {
            return List.copyOf(standing.values());
        }
    }
}
