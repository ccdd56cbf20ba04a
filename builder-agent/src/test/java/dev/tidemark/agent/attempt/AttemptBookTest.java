package dev.tidemark.agent.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.agent.attempt.AgentAction.AttemptStatus;
import dev.tidemark.agent.attempt.AgentAction.CancelBuild;
import dev.tidemark.agent.attempt.AgentAction.EndAgent;
import dev.tidemark.agent.attempt.AgentAction.Mood;
import dev.tidemark.agent.attempt.AgentAction.ReportBeat;
import dev.tidemark.agent.attempt.AgentAction.ReportFinished;
import dev.tidemark.agent.attempt.AgentAction.ReportStarted;
import dev.tidemark.agent.attempt.AgentAction.StartBuild;
import dev.tidemark.agent.attempt.AgentAction.State;
import dev.tidemark.agent.attempt.AgentEvent.AgentFenced;
import dev.tidemark.agent.attempt.AgentEvent.AttemptSettled;
import dev.tidemark.agent.attempt.AgentEvent.BeatDue;
import dev.tidemark.agent.attempt.AgentEvent.BuildEnded;
import dev.tidemark.agent.attempt.AgentEvent.BuildRequested;
import dev.tidemark.agent.attempt.AgentEvent.DrainRequested;
import dev.tidemark.agent.attempt.AgentEvent.StopRequested;
import dev.tidemark.agent.build.BuildOutcome;
import dev.tidemark.agent.build.BuildTask;
import dev.tidemark.agent.machine.Condition;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.workspace.EvaluatedJob;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class AttemptBookTest {

    private static final Sha256 HASH = new Sha256("0".repeat(64));
    private static final BuildOutcome SUCCESS = new BuildOutcome.Succeeded(HASH, 1, Duration.ofSeconds(1));
    private static final BuildOutcome CANCELLED = new BuildOutcome.Cancelled(Duration.ofSeconds(1));
    private static final Condition CALM = Condition.UNKNOWN;
    private static final ReportBeat IDLE = new ReportBeat(List.of(), CALM, new Mood(HoldBack.Hold.NONE, false, false));
    private static final ReportBeat LAST = new ReportBeat(List.of(), CALM, new Mood(HoldBack.Hold.NONE, true, true));
    private static final EndAgent END = new EndAgent(Optional.empty());
    private static final Instant ENDED = Instant.EPOCH;
    private static final Optional<String> TRACE = Optional.of("00-trace");

    private final AttemptBook book = new AttemptBook(1, HoldBack.Limits.DEFAULT);

    @Test
    void a_request_starts_a_build_while_a_slot_is_free() {
        assertThat(book.on(request("a"))).containsExactly(new StartBuild(task("a")), new ReportStarted("a", TRACE));
        assertThat(book.on(request("b"))).isEmpty();
        assertThat(beat()).containsExactly(status("a", State.RUNNING), status("b", State.WAITING));
    }

    @Test
    void a_repeated_request_changes_nothing_in_any_state() {
        book.on(request("a"));
        book.on(request("b"));
        assertThat(book.on(request("a"))).isEmpty();
        assertThat(book.on(request("b"))).isEmpty();
        book.on(new BuildEnded("a", SUCCESS, ENDED));
        assertThat(book.on(request("a"))).isEmpty();
    }

    @Test
    void the_end_of_a_build_is_reported_and_the_next_one_starts() {
        book.on(request("a"));
        book.on(request("b"));

        assertThat(book.on(new BuildEnded("a", SUCCESS, ENDED)))
                .containsExactly(finished("a"), new StartBuild(task("b")), new ReportStarted("b", TRACE));
        assertThat(beat()).containsExactly(status("a", State.FINISHED), status("b", State.RUNNING));
    }

    @Test
    void a_result_is_said_again_with_every_second_beat_until_it_is_settled() {
        book.on(request("a"));
        book.on(new BuildEnded("a", SUCCESS, ENDED));

        assertThat(book.on(new BeatDue(CALM))).hasSize(1);
        assertThat(book.on(new BeatDue(CALM))).hasSize(2).contains(finished("a"));
        assertThat(book.on(new BeatDue(CALM))).hasSize(1);
        assertThat(book.on(new BeatDue(CALM))).contains(finished("a"));
        assertThat(book.on(new AttemptSettled("a"))).isEmpty();
        assertThat(book.on(new BeatDue(CALM))).containsExactly(IDLE);
        assertThat(book.on(new BeatDue(CALM))).containsExactly(IDLE);
    }

    @Test
    void an_attempt_settled_before_it_has_started_is_never_built() {
        book.on(request("a"));
        book.on(request("b"));
        book.on(new AttemptSettled("b"));

        assertThat(book.on(new BuildEnded("a", SUCCESS, ENDED))).containsExactly(finished("a"));
    }

    @Test
    void an_attempt_settled_while_it_runs_is_cancelled_and_holds_its_slot_until_it_has_stopped() {
        book.on(request("a"));
        book.on(request("b"));

        assertThat(book.on(new AttemptSettled("a"))).containsExactly(new CancelBuild("a"));
        assertThat(book.on(new AttemptSettled("a"))).isEmpty();
        assertThat(beat()).containsExactly(status("a", State.RUNNING), status("b", State.WAITING));
        assertThat(book.on(new BuildEnded("a", CANCELLED, ENDED)))
                .containsExactly(new StartBuild(task("b")), new ReportStarted("b", TRACE));
        assertThat(beat()).containsExactly(status("b", State.RUNNING));
    }

    @Test
    void what_is_settled_or_ends_unknown_or_twice_changes_nothing() {
        assertThat(book.on(new AttemptSettled("ghost"))).isEmpty();
        assertThat(book.on(new BuildEnded("ghost", SUCCESS, ENDED))).isEmpty();
        book.on(request("a"));
        book.on(new BuildEnded("a", SUCCESS, ENDED));
        assertThat(book.on(new BuildEnded("a", SUCCESS, ENDED))).isEmpty();
    }

    @Test
    void a_fenced_agent_cancels_what_runs_and_says_no_more() {
        book.on(request("a"));
        book.on(request("b"));

        assertThat(book.on(new AgentFenced("newer")))
                .containsExactly(new CancelBuild("a"), new EndAgent(Optional.of("newer")));
        assertThat(book.on(new BeatDue(CALM))).isEmpty();
        assertThat(book.on(new BuildEnded("a", SUCCESS, ENDED))).isEmpty();
        assertThat(book.on(request("c"))).isEmpty();
    }

    @Test
    void what_a_preparation_finds_is_said_while_it_runs_and_not_when_nobody_waits_for_it() {
        AttemptBook book = new AttemptBook(1, HoldBack.Limits.DEFAULT);
        List<EvaluatedJob> jobs = List.of();
        book.on(new AgentEvent.BuildRequested(task("a"), TRACE));

        assertThat(book.on(new AgentEvent.JobsEvaluated("a", 0, jobs)))
                .containsExactly(new AgentAction.ReportEvaluated("a", 0, jobs, TRACE));
        assertThat(book.on(new AgentEvent.JobsEvaluated("b", 0, jobs))).isEmpty();
        book.on(new AgentEvent.AttemptSettled("a"));
        assertThat(book.on(new AgentEvent.JobsEvaluated("a", 1, jobs))).isEmpty();
    }

    @Test
    void an_agent_that_was_never_heard_ends_without_a_word() {
        assertThat(book.on(new StopRequested())).containsExactly(END);
        assertThat(book.on(new StopRequested())).isEmpty();
        assertThat(new AttemptBook(1, HoldBack.Limits.DEFAULT).on(new DrainRequested()))
                .containsExactly(END);
    }

    @Test
    void a_draining_agent_gives_back_what_it_has_not_begun_and_takes_nothing_new() {
        book.on(new BeatDue(CALM));
        book.on(request("a"));
        book.on(request("b"));

        assertThat(book.on(new DrainRequested()))
                .containsExactly(new ReportBeat(
                        List.of(status("a", State.RUNNING)), CALM, new Mood(HoldBack.Hold.NONE, true, false)));
        assertThat(book.on(request("c"))).isEmpty();
        assertThat(book.on(request("a"))).isEmpty();
        assertThat(book.on(new DrainRequested())).isEmpty();
        assertThat(beat()).containsExactly(status("a", State.RUNNING));
    }

    @Test
    void a_draining_agent_leaves_when_its_last_result_is_settled() {
        book.on(new BeatDue(CALM));
        book.on(request("a"));
        book.on(new DrainRequested());

        assertThat(book.on(new BuildEnded("a", SUCCESS, ENDED))).containsExactly(finished("a"));
        assertThat(book.on(new BeatDue(CALM))).contains(finished("a"));
        assertThat(book.on(new AttemptSettled("a"))).containsExactly(LAST, END);
        assertThat(book.on(new BeatDue(CALM))).isEmpty();
    }

    @Test
    void an_idle_agent_that_is_to_drain_leaves_at_once() {
        book.on(new BeatDue(CALM));

        assertThat(book.on(new DrainRequested())).containsExactly(LAST, END);
    }

    @Test
    void an_agent_told_to_stop_says_so_when_nothing_of_it_runs_any_more() {
        book.on(new BeatDue(CALM));
        book.on(request("a"));
        book.on(request("b"));
        book.on(new DrainRequested());

        assertThat(book.on(new StopRequested())).containsExactly(new CancelBuild("a"));
        assertThat(beat()).containsExactly(status("a", State.RUNNING));
        assertThat(book.on(new BuildEnded("a", CANCELLED, ENDED))).containsExactly(LAST, END);
    }

    @Test
    void an_agent_told_to_stop_again_does_not_wait_for_what_does_not_end() {
        book.on(new BeatDue(CALM));
        book.on(request("a"));
        book.on(new StopRequested());

        assertThat(book.on(new StopRequested())).containsExactly(new CancelBuild("a"), END);
    }

    @Test
    void a_beat_says_how_the_machine_is_and_what_holds_the_agent_back() {
        Condition full = new Condition(Optional.empty(), OptionalLong.of(1));

        assertThat(book.on(new BeatDue(full)))
                .containsExactly(new ReportBeat(List.of(), full, new Mood(HoldBack.Hold.DISK, false, false)));
    }

    private List<AttemptStatus> beat() {
        return book.on(new BeatDue(CALM)).getFirst() instanceof ReportBeat beat ? beat.attempts() : List.of();
    }

    private static AttemptStatus status(String attempt, State state) {
        return new AttemptStatus(attempt, state);
    }

    private static ReportFinished finished(String attempt) {
        return new ReportFinished(task(attempt), SUCCESS, ENDED, TRACE);
    }

    private static BuildRequested request(String attempt) {
        return new BuildRequested(task(attempt), TRACE);
    }

    private static BuildTask task(String attempt) {
        return new BuildTask(
                attempt, PackageId.parse("tiny:zlib"), "1", Pool.parse("x86_64-linux.free"), HASH, List.of(), HASH);
    }
}
