package dev.tidemark.notifier.breakage;

import static dev.tidemark.notifier.breakage.FakeSet.ARGS;
import static dev.tidemark.notifier.breakage.FakeSet.PACE;
import static dev.tidemark.notifier.breakage.FakeSet.TEXTKIT;
import static dev.tidemark.notifier.breakage.FakeSet.blocked;
import static dev.tidemark.notifier.breakage.FakeSet.finding;
import static dev.tidemark.notifier.breakage.FakeSet.job;
import static dev.tidemark.notifier.breakage.FakeSet.opened;
import static dev.tidemark.notifier.breakage.FakeSet.regressed;
import static dev.tidemark.notifier.breakage.FakeSet.reopened;
import static dev.tidemark.notifier.breakage.FakeSet.settled;
import static dev.tidemark.notifier.breakage.FakeSet.wave;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.notifier.breakage.Breakage.State;
import dev.tidemark.notifier.breakage.Judgement.Outcome;
import dev.tidemark.notifier.breakage.Judgement.WaveStage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RaiseBreakageTest {

    private final FakeSet set = new FakeSet();

    @Test
    void a_regression_is_raised_once_it_has_gathered_what_it_gathers() {
        set.hear(regressed(1, "report", "cause", TEXTKIT));
        assertThat(set.pass(PACE.groupWait().minusMillis(1))).isEmpty();

        assertThat(set.pass(Duration.ofMillis(1))).singleElement().satisfies(told -> {
            assertThat(told.isNews()).isTrue();
            assertThat(told.regressed()).containsExactly(finding(1, "report", "cause", TEXTKIT));
            assertThat(told.blocked()).isEmpty();
            assertThat(state(told)).isEqualTo(State.RAISED);
            assertThat(change(told)).isEqualTo(1);
        });
        assertThat(set.pass(Duration.ofDays(400))).isEmpty();
    }

    @Test
    void regressions_with_the_same_blame_and_fingerprint_are_one_breakage() {
        assertThat(set.tell(regressed(1, "report", "cause", TEXTKIT), regressed(1, "csv", "cause", TEXTKIT)))
                .singleElement()
                .satisfies(told -> assertThat(told.regressed())
                        .extracting(finding -> finding.job().attribute())
                        .containsExactly("csv", "report"));
    }

    @Test
    void another_fingerprint_or_another_blame_is_another_breakage() {
        assertThat(set.tell(
                        regressed(1, "report", "cause", TEXTKIT),
                        regressed(1, "csv", "another", TEXTKIT),
                        regressed(1, "docs", "cause", ARGS, TEXTKIT)))
                .hasSize(3)
                .allSatisfy(told -> assertThat(told.regressed()).hasSize(1))
                .extracting(told -> told.breakage().id())
                .doesNotHaveDuplicates();
    }

    @Test
    void a_judgement_that_comes_twice_decides_nothing() {
        set.tell(
                opened(1, "textkit"),
                blocked(1, "docs", "report"),
                regressed(1, "report", "cause", TEXTKIT),
                settled(1, "csv", Outcome.GOOD));

        assertThat(set.hear(opened(1, "textkit"))).isEmpty();
        assertThat(set.hear(blocked(1, "docs", "report"))).isEmpty();
        assertThat(set.hear(regressed(1, "report", "cause", TEXTKIT))).isEmpty();
        assertThat(set.hear(settled(1, "csv", Outcome.GOOD))).isEmpty();
        assertThat(set.pass(Duration.ofDays(1))).isEmpty();
    }

    @Test
    void another_proof_of_the_same_is_told_at_the_interval_and_is_no_news() {
        set.tell(regressed(1, "report", "cause", TEXTKIT));
        Finding before = finding(1, "report", "cause", TEXTKIT);
        set.hear(new Judgement.Regressed(new Finding(
                before.wave(),
                before.job(),
                before.fingerprint(),
                before.blamed(),
                before.people(),
                "another proof",
                Optional.empty())));

        assertThat(set.pass(Duration.ofMinutes(10))).isEmpty();
        assertThat(set.pass(PACE.groupInterval())).singleElement().satisfies(told -> {
            assertThat(told.isNews()).isFalse();
            assertThat(state(told)).isEqualTo(State.RAISED);
            assertThat(told.regressed().getFirst().proof()).isEqualTo("another proof");
        });
    }

    @Test
    void what_was_blocked_before_is_listed_from_the_first() {
        assertThat(set.tell(
                        blocked(1, "docs", "report"),
                        blocked(1, "handbook", "report"),
                        blocked(1, "other", "else"),
                        blocked(2, "docs", "report"),
                        regressed(1, "report", "cause", TEXTKIT)))
                .singleElement()
                .satisfies(told -> assertThat(told.firstBlocked(50)).containsExactly(job("docs"), job("handbook")));
    }

    @Test
    void what_is_blocked_alone_raises_nothing() {
        assertThat(set.tell(blocked(1, "docs", "report"))).isEmpty();
        assertThat(set.pass(Duration.ofDays(1))).isEmpty();
    }

    @Test
    void more_blocked_jobs_and_more_regressions_grow_it_at_most_once_an_interval() {
        set.tell(regressed(1, "report", "cause", TEXTKIT));
        set.hear(blocked(1, "docs", "report"));
        assertThat(set.pass(Duration.ofMinutes(30))).isEmpty();
        set.hear(regressed(1, "csv", "cause", TEXTKIT));

        assertThat(set.pass(Duration.ofMinutes(30))).singleElement().satisfies(told -> {
            assertThat(state(told)).isEqualTo(State.GROWN);
            assertThat(change(told)).isEqualTo(2);
            assertThat(told.regressed()).hasSize(2);
            assertThat(told.blocked()).hasSize(1);
        });
        assertThat(set.pass(Duration.ofDays(1))).isEmpty();
    }

    @Test
    void fewer_jobs_are_told_and_are_no_news_and_only_more_than_ever_told_are() {
        set.tell(
                blocked(1, "docs", "report"),
                blocked(1, "handbook", "report"),
                regressed(1, "report", "cause", TEXTKIT));
        set.hear(settled(1, "docs", Outcome.GOOD));

        assertThat(set.pass(PACE.groupInterval())).singleElement().satisfies(told -> {
            assertThat(told.isNews()).isFalse();
            assertThat(told.blocked()).hasSize(1);
        });

        set.hear(blocked(1, "docs", "report"));
        assertThat(set.pass(PACE.groupInterval()))
                .singleElement()
                .satisfies(told -> assertThat(told.isNews()).isFalse());
        set.hear(blocked(1, "more", "report"));
        assertThat(set.pass(PACE.groupInterval()))
                .singleElement()
                .satisfies(told -> assertThat(state(told)).isEqualTo(State.GROWN));
    }

    @Test
    void a_job_blocked_behind_two_causes_is_in_both_and_behind_two_jobs_of_one_cause_once() {
        assertThat(set.tell(
                        blocked(1, "docs", "csv", "json", "report"),
                        regressed(1, "report", "cause", TEXTKIT),
                        regressed(1, "json", "cause", TEXTKIT),
                        regressed(1, "csv", "another", TEXTKIT)))
                .hasSize(2)
                .allSatisfy(told -> assertThat(told.firstBlocked(50)).containsExactly(job("docs")));
    }

    @Test
    void a_retry_is_no_resolution_and_its_success_is() {
        String id = only(set.tell(regressed(1, "report", "cause", TEXTKIT)))
                .breakage()
                .id();
        assertThat(set.tell(reopened(1, "report"))).isEmpty();
        assertThat(set.pass(Duration.ofDays(30))).isEmpty();

        assertThat(set.tell(settled(1, "report", Outcome.GOOD))).singleElement().satisfies(told -> {
            assertThat(told.breakage().id()).isEqualTo(id);
            assertThat(state(told)).isEqualTo(State.RESOLVED);
            assertThat(change(told)).isEqualTo(2);
            assertThat(told.breakage().course().ending()).contains("report (x86_64-linux) is built in wave demo-1");
        });
    }

    @Test
    void a_retry_that_fails_the_same_way_says_nothing() {
        set.tell(regressed(1, "report", "cause", TEXTKIT));

        assertThat(set.tell(reopened(1, "report"), regressed(1, "report", "cause", TEXTKIT)))
                .isEmpty();
        assertThat(set.pass(Duration.ofDays(30))).isEmpty();
    }

    @Test
    void what_comes_and_goes_before_it_was_told_is_never_told() {
        assertThat(set.tell(regressed(1, "report", "cause", TEXTKIT), settled(1, "report", Outcome.GOOD)))
                .isEmpty();
        assertThat(set.view().withJob(job("report"))).isEmpty();
    }

    @Test
    void the_last_of_several_regressions_ends_it() {
        set.tell(regressed(1, "csv", "cause", TEXTKIT), regressed(1, "report", "cause", TEXTKIT));
        assertThat(set.tell(settled(1, "csv", Outcome.GOOD))).isEmpty();

        assertThat(set.tell(settled(1, "report", Outcome.EXCLUDED)))
                .singleElement()
                .satisfies(told -> {
                    assertThat(state(told)).isEqualTo(State.RESOLVED);
                    assertThat(told.breakage().course().ending())
                            .contains("wave demo-1 goes on without report (x86_64-linux)");
                });
    }

    @Test
    void the_same_job_package_and_fingerprint_in_a_later_wave_go_on_as_the_same_breakage() {
        Bump newer = new Bump("textkit", "2.1", false, "watcher");
        String id = only(set.tell(regressed(1, "report", "cause", TEXTKIT)))
                .breakage()
                .id();

        assertThat(set.tell(regressed(2, "report", "cause", newer)))
                .singleElement()
                .satisfies(told -> {
                    assertThat(told.breakage().id()).isEqualTo(id);
                    assertThat(state(told)).isEqualTo(State.GROWN);
                    assertThat(told.regressed()).containsExactly(finding(2, "report", "cause", newer));
                    assertThat(told.breakage().course().waves()).containsExactly(wave(1), wave(2));
                });
    }

    @Test
    void another_job_in_a_later_wave_is_another_breakage_though_it_fails_alike() {
        String first = only(set.tell(regressed(1, "report", "cause", TEXTKIT)))
                .breakage()
                .id();

        assertThat(only(set.tell(regressed(2, "csv", "cause", TEXTKIT)))
                        .breakage()
                        .id())
                .isNotEqualTo(first);
    }

    @Test
    void a_relapse_is_the_same_breakage_again() {
        String id = only(set.tell(regressed(1, "report", "cause", TEXTKIT)))
                .breakage()
                .id();
        set.tell(settled(1, "report", Outcome.GOOD));

        assertThat(set.tell(regressed(2, "report", "cause", TEXTKIT)))
                .singleElement()
                .satisfies(told -> {
                    assertThat(told.breakage().id()).isEqualTo(id);
                    assertThat(state(told)).isEqualTo(State.RELAPSED);
                    assertThat(change(told)).isEqualTo(3);
                    assertThat(due(told)).isEqualTo(set.now().plus(PACE.due()));
                });
    }

    @Test
    void a_newer_wave_in_which_the_job_is_built_mends_it_if_it_bumps_the_same_package() {
        set.tell(regressed(1, "report", "cause", TEXTKIT));
        set.hear(opened(2, "args"));
        set.hear(opened(3, "textkit"));

        assertThat(set.tell(settled(2, "report", Outcome.GOOD))).isEmpty();
        assertThat(set.tell(settled(3, "report", Outcome.GOOD))).singleElement().satisfies(told -> {
            assertThat(state(told)).isEqualTo(State.RESOLVED);
            assertThat(told.breakage().course().ending()).contains("report (x86_64-linux) is built in wave demo-3");
        });
    }

    @Test
    void a_green_wave_mends_what_older_waves_had_against_its_packages() {
        set.tell(regressed(1, "report", "cause", TEXTKIT), regressed(1, "docs", "other", ARGS));

        assertThat(set.tell(new Judgement.WaveMoved(wave(3), List.of("textkit"), WaveStage.GREEN)))
                .singleElement()
                .satisfies(told -> assertThat(told.breakage().course().ending()).contains("wave demo-3 is green"));
        assertThat(set.tell(regressed(2, "report", "cause", TEXTKIT)))
                .as("an older wave says nothing any more")
                .isEmpty();
    }

    @Test
    void what_an_older_wave_says_of_a_job_after_a_newer_one_does_not_count() {
        set.tell(regressed(2, "report", "cause", TEXTKIT));

        assertThat(set.hear(regressed(1, "report", "cause", TEXTKIT))).isEmpty();
        assertThat(set.hear(regressed(1, "report", "another", TEXTKIT))).isEmpty();
    }

    @Test
    void a_job_that_fails_in_another_way_is_of_another_breakage_and_the_first_says_which() {
        String first = only(set.tell(regressed(1, "report", "cause", TEXTKIT)))
                .breakage()
                .id();

        List<Publication> told = set.tell(regressed(2, "report", "another", TEXTKIT));

        assertThat(told).extracting(RaiseBreakageTest::state).containsExactlyInAnyOrder(State.RESOLVED, State.RAISED);
        Publication ended = told.stream()
                .filter(each -> each.breakage().id().equals(first))
                .findFirst()
                .orElseThrow();
        Publication raised =
                told.stream().filter(each -> !each.equals(ended)).findFirst().orElseThrow();
        assertThat(ended.breakage().course().ending())
                .contains("report (x86_64-linux) fails otherwise now: see "
                        + raised.breakage().id());
    }

    @Test
    void an_answer_holds_in_later_waves_until_the_breakage_is_mended() {
        Answer answer = new Answer(Answer.Kind.WONT_FIX, "ada", "nobody uses it", Instant.EPOCH);
        set.tell(opened(1, "textkit"), regressed(1, "report", "cause", TEXTKIT));
        assertThat(only(set.tell(
                                new Judgement.Answered(wave(1), job("report"), answer),
                                settled(1, "report", Outcome.EXCLUDED)))
                        .breakage()
                        .course()
                        .answer())
                .contains(answer);

        assertThat(set.tell(opened(2, "textkit"), regressed(2, "report", "cause", TEXTKIT)))
                .singleElement()
                .satisfies(told -> {
                    assertThat(state(told)).isEqualTo(State.RELAPSED);
                    assertThat(told.breakage().course().answer()).contains(answer);
                });
        assertThat(only(set.tell(settled(2, "report", Outcome.GOOD)))
                        .breakage()
                        .course()
                        .answer())
                .isEmpty();
    }

    @Test
    void an_answer_that_is_heard_of_after_the_job_counts_too() {
        Answer answer = new Answer(Answer.Kind.CANT_FIX, "ada", "upstream is gone", Instant.EPOCH);
        set.tell(opened(1, "textkit"), regressed(1, "report", "cause", TEXTKIT));

        assertThat(only(set.tell(
                                settled(1, "report", Outcome.EXCLUDED),
                                new Judgement.Answered(wave(1), job("report"), answer)))
                        .breakage()
                        .course()
                        .answer())
                .contains(answer);
    }

    @Test
    void it_is_forgotten_long_after_it_was_resolved() {
        set.tell(regressed(1, "report", "cause", TEXTKIT));
        set.tell(settled(1, "report", Outcome.GOOD));
        assertThat(set.view().withJob(job("report"))).hasSize(1);

        set.pass(PACE.forgetAfter().minusSeconds(1));
        assertThat(set.view().withJob(job("report"))).hasSize(1);
        set.pass(Duration.ofSeconds(1));
        assertThat(set.view().withJob(job("report"))).isEmpty();
    }

    @Test
    void a_wave_that_is_given_up_leaves_nothing_behind() {
        set.tell(opened(1, "textkit"), blocked(1, "docs", "report"), regressed(1, "report", "cause", TEXTKIT));

        assertThat(set.tell(
                        settled(1, "docs", Outcome.CANCELLED),
                        settled(1, "report", Outcome.CANCELLED),
                        new Judgement.WaveMoved(wave(1), List.of("textkit"), WaveStage.ABANDONED)))
                .singleElement()
                .satisfies(told -> assertThat(told.breakage().course().ending()).contains("wave demo-1 was given up"));
        assertThat(set.view().packages(wave(1))).isEmpty();
        assertThat(set.view().blocked(wave(1))).isEmpty();
    }

    @Test
    void the_end_of_a_wave_is_told_after_what_it_found_and_not_when_it_goes_on() {
        set.hear(opened(1, "textkit"));
        set.hear(regressed(1, "report", "cause", TEXTKIT));
        set.hear(new Judgement.WaveMoved(wave(1), List.of("textkit"), WaveStage.RED));
        assertThat(set.view().ended(set.now())).isEmpty();
        assertThat(set.pass(PACE.groupWait())).hasSize(1);
        assertThat(set.view().ended(set.now())).containsExactly(wave(1));
        assertThat(set.view().ofWave(wave(1))).hasSize(1);

        set.hear(opened(1, "textkit"));
        assertThat(set.view().ended(set.now())).isEmpty();
        set.hear(new Judgement.WaveMoved(wave(1), List.of("textkit"), WaveStage.GREEN));
        assertThat(set.view().ended(set.now().plus(PACE.groupWait()))).containsExactly(wave(1));
    }

    @Test
    void those_who_can_act_are_named_once_the_nearest_first() {
        Finding csv = withPeople("csv", List.of("carol", "grace"), List.of("tim"));
        Finding report = withPeople("report", List.of("grace", "rita"), List.of("tim", "carol"));

        assertThat(only(set.tell(new Judgement.Regressed(csv), new Judgement.Regressed(report)))
                        .act())
                .containsExactly("carol", "grace", "rita", "tim", "watcher");
    }

    @Test
    void for_what_nobody_maintains_its_teams_answer_and_without_them_the_operators() {
        set.owned("csv", "data", "text");
        Finding csv = withPeople("csv", List.of(), List.of("tim"));
        Finding report = withPeople("report", List.of(), List.of("tim"));

        assertThat(only(set.tell(new Judgement.Regressed(csv), new Judgement.Regressed(report)))
                        .act())
                .containsExactly("team:data", "team:text", "operators", "tim", "watcher");
    }

    @Test
    void those_who_only_know_maintain_what_is_blocked_and_cannot_act() {
        assertThat(only(set.tell(
                                blocked(1, "zoo", "report"),
                                blocked(1, "docs", "report"),
                                blocked(1, "textkit", "report"),
                                regressed(1, "report", "cause", TEXTKIT)))
                        .know())
                .containsExactly("docs-owner", "zoo-owner");
    }

    @Test
    void a_security_bump_is_due_sooner() {
        Bump urgent = new Bump("textkit", "2.0", true, "watcher");

        assertThat(due(only(set.tell(regressed(1, "report", "cause", TEXTKIT)))))
                .isEqualTo(set.now().plus(PACE.due()));
        assertThat(due(only(set.tell(regressed(1, "csv", "cause", urgent, ARGS)))))
                .isEqualTo(set.now().plus(PACE.dueSecurity()));
    }

    @Test
    void the_identity_is_the_same_in_every_process() {
        assertThat(only(set.tell(regressed(1, "report", "cause", TEXTKIT)))
                        .breakage()
                        .id())
                .isEqualTo("b-6f08ba02f0f4505d");
    }

    private static Finding withPeople(String attribute, List<String> maintainers, List<String> bumpMaintainers) {
        Finding finding = finding(1, attribute, "cause", TEXTKIT);
        return new Finding(
                finding.wave(),
                finding.job(),
                finding.fingerprint(),
                finding.blamed(),
                new Finding.People(maintainers, bumpMaintainers),
                finding.proof(),
                Optional.empty());
    }

    private static Publication only(List<Publication> told) {
        assertThat(told).hasSize(1);
        return told.getFirst();
    }

    private static State state(Publication told) {
        return told.breakage().told().orElseThrow().state();
    }

    private static int change(Publication told) {
        return told.breakage().told().orElseThrow().change();
    }

    private static Instant due(Publication told) {
        return told.breakage().told().orElseThrow().times().dueAt();
    }
}
